"""Other systems: the keys by which they read, and the addresses that are told. Supervisors connect them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.domain.errors import TokenRefused
from sessions.forms.connections import KeyForm, WebhookForm
from sessions.forms.refusals import put_beside
from sessions.models import ApiToken, CallState, Role, Scope, User, Webhook
from sessions.services.api_tokens import make_token, revoke_token
from sessions.services.webhooks import add_webhook, end_webhook
from sessions.views.access import for_staff

PAGE = "sessions/connections.html"


@require_safe
@for_staff
def connections(request: HttpRequest, user: User) -> HttpResponse:
    return shown(request, user)


@require_POST
@for_staff
def make_key(request: HttpRequest, user: User) -> HttpResponse:
    """Make a key and show its text, this once: it is in no other answer, and not kept."""
    form = KeyForm(request.POST)
    if form.is_valid():
        scopes = [Scope(scope) for scope in form.cleaned_data["scopes"]]
        try:
            _token, text = make_token(
                name=form.cleaned_data["name"], scopes=scopes, lasts=form.lasts, by=user, now=timezone.now()
            )
            return shown(request, user, text=text)
        except TokenRefused as refused:
            put_beside(form, refused)
    return shown(request, user, keys=form)


@require_POST
@for_staff
def revoke_key(request: HttpRequest, user: User, token_id: UUID) -> HttpResponse:
    try:
        revoke_token(token_id, by=user, now=timezone.now())
        messages.success(request, _("The key opens nothing any more."))
    except TokenRefused as refused:
        messages.error(request, _(refused.sentence))
    return redirect("sessions:connections")


@require_POST
@for_staff
def add(request: HttpRequest, user: User) -> HttpResponse:
    """Add an address and show its secret, this once."""
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            webhook = add_webhook(url=form.cleaned_data["url"], by=user, now=timezone.now())
            return shown(request, user, text=webhook.secret)
        except TokenRefused as refused:
            put_beside(form, refused)
    return shown(request, user, webhooks=form)


@require_POST
@for_staff
def end(request: HttpRequest, user: User, webhook_id: UUID) -> HttpResponse:
    try:
        end_webhook(webhook_id, by=user, now=timezone.now())
        messages.success(request, _("This address is told nothing any more."))
    except TokenRefused as refused:
        messages.error(request, _(refused.sentence))
    return redirect("sessions:connections")


def shown(
    request: HttpRequest,
    user: User,
    *,
    keys: KeyForm | None = None,
    webhooks: WebhookForm | None = None,
    text: str = "",
) -> HttpResponse:
    """The page; ``text`` is a key or a secret that was made just now."""
    if user.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Supervisors connect other systems. Ask one of them, or go to your day."))
    told = Webhook.objects.filter(ended_at=None).annotate(
        delivered=Count("calls", filter=Q(calls__state=CallState.DELIVERED)),
        waiting=Count("calls", filter=Q(calls__state=CallState.WAITING)),
        given_up=Count("calls", filter=Q(calls__state=CallState.GIVEN_UP)),
    )
    refused = bool((keys and keys.errors) or (webhooks and webhooks.errors))
    context = {
        "tokens": ApiToken.objects.filter(revoked_at=None).order_by("name", "made_at"),
        "told": told.order_by("made_at"),
        "key_form": keys or KeyForm(),
        "webhook_form": webhooks or WebhookForm(),
        "text": text,
        "now": timezone.now(),
    }
    return render(request, PAGE, context, status=422 if refused else 200)
