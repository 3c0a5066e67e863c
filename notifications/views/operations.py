"""How messages fare, for those who run the clinic: counts by channel, the rows behind, and what a person decides."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications.domain.planning import Channel
from notifications.errors import ResolutionRefused
from notifications.metrics import exposition
from notifications.models import Reminder
from notifications.queries.delivery import PAGE_ROWS, Measure, channel_counts, oldest_waiting_s, rows_of
from notifications.services.resolving import AGAIN, resolve, send_again
from sessions.models import User
from sessions.views.access import for_coordinators

Word = TypeVar("Word", Channel, Measure)
WINDOWS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31)}
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@for_coordinators
def operations(request: HttpRequest, user: User) -> HttpResponse:
    """Counts by channel; with ``?channel=`` or ``?count=`` the rows behind one."""
    now = timezone.now()
    within = request.GET.get("within", "day")
    if within not in WINDOWS:
        raise Http404
    since = now - WINDOWS[within]
    channel, measure = _chosen(request, "channel", Channel), _chosen(request, "count", Measure)
    context: dict[str, object] = {
        "within": within,
        "windows": list(WINDOWS),
        "counts": channel_counts(since=since, now=now),
        "measures": list(Measure),
        "oldest": timedelta(seconds=oldest_waiting_s(now=now)),
        "channel": channel,
        "measure": measure,
        "now": now,
    }
    if channel is not None or measure is not None:
        rows = rows_of(channel=channel, measure=measure, since=since, now=now)
        context["page"] = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "notifications/operations.html", context)


@require_safe
@for_coordinators
def message(request: HttpRequest, user: User, reminder_id: UUID) -> HttpResponse:
    """One row: its states, every attempt, and what can be decided."""
    row = get_object_or_404(Reminder.objects.select_related("recipient", "session"), pk=reminder_id)
    now = timezone.now()
    context = {
        "row": row,
        "attempts": row.attempt_log.order_by("began_at", "pk"),
        "may_go_again": row.status in AGAIN and now < row.stale_at,
        "now": now,
    }
    return render(request, "notifications/operation.html", context)


@require_POST
@for_coordinators
def decide(request: HttpRequest, user: User, reminder_id: UUID) -> HttpResponse:
    """Send it again, or say whether it arrived."""
    row = get_object_or_404(Reminder, pk=reminder_id)
    decision, now = request.POST.get("decision"), timezone.now()
    try:
        if decision == "again":
            send_again(reminder_id=row.pk, by=user, now=now)
        elif decision in ("arrived", "lost"):
            resolve(reminder_id=row.pk, arrived=decision == "arrived", by=user, now=now)
        else:
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    except ResolutionRefused as refusal:
        messages.warning(request, _(refusal.sentence))
    else:
        messages.success(request, _("Noted."))
    return redirect("notifications:operation", row.pk)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The same counts for Prometheus, for whoever shows METRICS_TOKEN; without that setting there is no such page."""
    token = settings.METRICS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(shown, token):
        raise Http404
    return HttpResponse(exposition(now=timezone.now()), content_type=CONTENT_TYPE)


def _chosen(request: HttpRequest, name: str, among: type[Word]) -> Word | None:
    text = request.GET.get(name)
    if not text:
        return None
    try:
        return among(text)
    except ValueError:
        raise Http404 from None
