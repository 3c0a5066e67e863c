"""The clinician's day: each session with who is expected, who waits and who is in the room."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from sessions.models import Role, User
from sessions.queries.agenda import staff_agenda
from sessions.queries.caseload import attention_of
from sessions.views.access import for_staff
from sessions.views.polling import render_live

ONE_DAY = timedelta(days=1)
FURTHEST = timedelta(days=3660)  # the record reaches no further, and the calendar itself ends somewhere


@require_safe
@for_staff
def today(request: HttpRequest, user: User) -> HttpResponse:
    """A ``?page=`` of the sessions that start on ``?date=`` (ISO; today without it) by the clock of whoever looks."""
    now = timezone.now()
    this_day = timezone.localdate(now)
    day = asked_day(request.GET.get("date", ""), default=this_day)
    page = request.GET.get("page", "")
    found = staff_agenda(
        person=user,
        day_start=local_midnight(day),
        day_end=local_midnight(day + ONE_DAY),
        now=now,
        number=int(page) if page.isdecimal() and len(page) < 6 else None,
    )
    context = {
        "found": found,
        "day": day,
        "is_today": day == this_day,
        "day_before": day - ONE_DAY,
        "day_after": day + ONE_DAY,
        "now": now,
    }
    if not request.headers.get("HX-Request") and user.role == Role.FACILITATOR:
        context["attention"] = attention_of(person=user, now=now)
    return render_live(request, "sessions/today.html", "sessions/parts/day.html", context)


def asked_day(text: str, *, default: date) -> date:
    """The ISO date in ``text``; ``default`` where no calendar knows it or it is years away from that."""
    try:
        day = parse_date(text) or default
    except ValueError:
        return default
    return day if abs(day - default) <= FURTHEST else default


def local_midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
