"""The link at the foot of a reminder e-mail, and what a mail program posts for its own button (RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.errors import PreferenceRefused
from notifications.services import unsubscribing
from notifications.services.composing import language_of
from sessions.limits import tried_too_often

MAX_TRIES = 30
TRIES_WINDOW_S = 300


# A mail program posts by itself and has no form of ours: the signed address is what lets it (RFC 8058, 3.2).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, so that scanners that follow links end nothing; the button and the mail program post."""
    if tried_too_often(request, what="stop-mail", at_most=MAX_TRIES, within_s=TRIES_WINDOW_S):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    person = unsubscribing.whose(token)
    if person is None:
        raise Http404
    with translation.override(language_of(person)):
        if request.method != "POST":
            return _page(request, "asked")
        try:
            unsubscribing.stop_mail(person=person)
        except PreferenceRefused:
            return _page(request, "kept")
        return _page(request, "stopped")


def _page(request: HttpRequest, state: str) -> HttpResponse:
    response = render(
        request, "notifications/stop_mail.html", {"state": state, "title": _("Reminders by e-mail")}
    )
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
