"""Notifications of the browser: the service worker that shows them, and turning them on and off."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.errors import PreferenceRefused
from notifications.services.subscribing import subscribe, unsubscribe
from notifications.views.access import for_people
from sessions.models import User

WORKER = "src/site/worker.ts"
# What a browser sends is a few hundred bytes.
MAX_BODY_BYTES = 4096


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root of the site: it may act for the pages at and below its own address only."""
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    built = json.loads(manifest.read_text())[WORKER]["file"]
    script = (manifest.parents[1] / built).read_bytes()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"  # the browser asks each day whether there is a newer one
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the site one that a phone keeps on its home screen: an iPhone shows notifications of no others."""
    told = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": "/",
        "display": "standalone",
        "background_color": "#faf7f2",
        "theme_color": "#1b655f",
        "icons": [{"src": static("vip/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_POST
@for_people
def push_subscribe(request: HttpRequest, user: User) -> HttpResponse:
    """Take in this browser: its ``PushSubscription`` as JSON (Push API), and what to call it."""
    try:
        told = _told(request)
        keys = told["keys"]
        endpoint, p256dh, auth = told["endpoint"], keys["p256dh"], keys["auth"]
        label = told.get("label", "")
        if not all(isinstance(each, str) for each in (endpoint, p256dh, auth, label)):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "not_a_subscription"}, status=HTTPStatus.BAD_REQUEST)
    try:
        subscribe(person=user, endpoint=endpoint, p256dh=p256dh, auth=auth, label=label, now=timezone.now())
    except PreferenceRefused as refusal:
        answer = {"code": refusal.code, "sentence": _(refusal.sentence)}
        return JsonResponse(answer, status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@for_people
def push_unsubscribe(request: HttpRequest, user: User) -> HttpResponse:
    """Let a browser go: by its address from the browser itself, by its number from the list on the page."""
    now = timezone.now()
    if number := request.POST.get("id", ""):
        if number.isascii() and number.isdigit() and len(number) < 19:
            unsubscribe(person=user, subscription_id=int(number), now=now)
            messages.success(request, _("Notifications are off on that device."))
        return redirect("notifications:preferences")
    try:
        endpoint = _told(request)["endpoint"]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "not_a_subscription"}, status=HTTPStatus.BAD_REQUEST)
    unsubscribe(person=user, endpoint=str(endpoint), now=now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _told(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MAX_BODY_BYTES:
        raise ValueError("too long")
    told = json.loads(request.body)
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told
