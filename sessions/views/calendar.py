"""The week calendar. Each session opens in a dialog, or as a page of its own where there is no script."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from sessions.domain.errors import CareError, ScheduleRefused
from sessions.domain.recurrence import ONE_WEEK, monday_of, zone_named
from sessions.forms.calendar import (
    CancelForm,
    FilterForm,
    MoveForm,
    SessionForm,
    SubstituteForm,
    people_named,
)
from sessions.forms.profile import zone_word
from sessions.forms.refusals import put_beside
from sessions.models import CancelReason, Group, Program, RosterPart, Session, SessionStatus, User
from sessions.queries.calendar import Filter, week_calendar
from sessions.services.following import cancel_following, reschedule_following
from sessions.services.planning import SessionPlan, plan_sessions
from sessions.services.rosters import LEADING
from sessions.services.sessions import cancel_session, reschedule_session, substitute_facilitator
from sessions.views.access import MANAGERS, for_coordinators, for_staff
from sessions.views.form_pages import in_words
from sessions.views.today import asked_day

MOST_GROUPS = 200


@require_safe
@for_staff
def calendar(request: HttpRequest, user: User) -> HttpResponse:
    """The week that holds ``?week=`` (ISO date; this week without it), by the clock of whoever looks."""
    now, today = timezone.now(), timezone.localdate()
    monday = monday_of(asked_day(request.GET.get("week", ""), default=today))
    wanted = _filter(request)
    manages = user.role in MANAGERS
    context: dict[str, Any] = {
        "days": week_calendar(
            person=user, monday=monday, wanted=wanted, now=now, zone=timezone.get_current_timezone()
        ),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - ONE_WEEK,
        "after": monday + ONE_WEEK,
        "this_week": monday_of(today) == monday,
        "today": today,
        "wanted": wanted,
        "manages": manages,
        "kept": _kept(wanted),
    }
    if manages:
        context["filter"] = FilterForm(
            programs=Program.objects.filter(Q(closed_at=None) | Q(pk=wanted.program)).order_by("name"),
            groups=_groups_to_choose(wanted),
            initial={name: getattr(wanted, name) for name in ("program", "group", "clinician")},
        )
    return render(request, "calendar/week.html", context)


def _groups_to_choose(wanted: Filter) -> QuerySet[Group]:
    """The program's groups; without one the first so many, since nobody reads through a thousand names."""
    groups = Group.objects.filter(Q(closed_at=None) | Q(pk=wanted.group)).order_by("name", "pk")
    if wanted.program:
        groups = groups.filter(track__program=wanted.program)
    return groups[:MOST_GROUPS]


@require_safe
@for_staff
def session(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """What is planned, and the ways to change it for those who may."""
    return _sheet(request, user, _session(user, session_id))


@require_POST
@for_coordinators
def move(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    found = _session(user, session_id)
    form = MoveForm(request.POST, repeats=found.series_id is not None)
    if form.is_valid():
        try:
            if form.following:
                series = reschedule_following(
                    found.pk,
                    weekdays=form.cleaned_data["weekdays"],
                    starts_local=form.cleaned_data["starts"],
                    minutes=form.cleaned_data["minutes"],
                    now=timezone.now(),
                )
                return _done(request, series.from_date, _("This session and all that follow have moved."))
            starts_at, ends_at = form.times(zone_named(found.program.time_zone))
            if starts_at <= timezone.now():
                raise ScheduleRefused("in_the_past")
            moved = reschedule_session(found.pk, starts_at=starts_at, ends_at=ends_at, now=timezone.now())
            return _done(request, timezone.localdate(moved.starts_at), _("The session has moved."))
        except CareError as refused:
            put_beside(form, in_words(refused))
    return _sheet(request, user, found, move_form=form)


@require_POST
@for_coordinators
def cancel(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    found = _session(user, session_id)
    form = CancelForm(request.POST, repeats=found.series_id is not None)
    if form.is_valid():
        reason, day = CancelReason(form.cleaned_data["reason"]), timezone.localdate(found.starts_at)
        try:
            if form.following:
                count = cancel_following(found.pk, reason=reason, now=timezone.now())
                said = ngettext("%(count)s session is cancelled.", "%(count)s sessions are cancelled.", count)
                return _done(request, day, said % {"count": count})
            cancel_session(found.pk, now=timezone.now(), reason=reason)
            return _done(request, day, _("The session is cancelled. Everyone expected is told."))
        except CareError as refused:
            put_beside(form, in_words(refused))
    return _sheet(request, user, found, cancel_form=form)


@require_POST
@for_coordinators
def substitute(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    found = _session(user, session_id)
    form = SubstituteForm(request.POST, leaders=_leaders(found))
    if form.is_valid():
        try:
            substitute_facilitator(found.pk, now=timezone.now(), **form.cleaned_data)
        except CareError as refused:
            put_beside(form, in_words(refused))
        else:
            return _done(
                request, timezone.localdate(found.starts_at), _("Somebody else leads this session now.")
            )
    return _sheet(request, user, found, substitute_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_session(request: HttpRequest, user: User) -> HttpResponse:
    """On ``?day=``; sent, one session or a series of them."""
    day = asked_day(request.GET.get("day", ""), default=timezone.localdate())
    form = SessionForm(request.POST or None, initial={"day": day, "starts": "10:00"})
    if request.method == "POST" and form.is_valid():
        plan = SessionPlan(**{name: form.cleaned_data[name] for name in SessionPlan.__slots__})
        try:
            first = plan_sessions(plan, now=timezone.now())
        except CareError as refused:
            put_beside(form, in_words(refused))
        else:
            return _done(
                request, timezone.localdate(first.starts_at), _("Planned. Everyone expected is told.")
            )
    found = people_named(request.POST["client_name"]) if request.POST.get("client_name") else ()
    chosen = form.cleaned_data.get("clients", ()) if form.is_bound and hasattr(form, "cleaned_data") else ()
    context = {"form": form, "found": found, "chosen": chosen}
    return render(request, _whole_or_part(request, "new"), context)


@require_safe
@for_coordinators
def people(request: HttpRequest, user: User) -> HttpResponse:
    """Clients by name, to choose from while typing."""
    text = request.GET.get("client_name", "").strip()
    found = people_named(text) if len(text) > 1 else ()
    return render(request, "calendar/parts/people.html", {"found": found, "asked": text})


def _sheet(request: HttpRequest, user: User, found: Session, **forms: Any) -> HttpResponse:
    now, zone = timezone.now(), zone_named(found.program.time_zone)
    local = timezone.localtime(found.starts_at, zone)
    minutes = int((found.ends_at - found.starts_at) / timedelta(minutes=1))
    repeats = found.series_id is not None
    leaders = _leaders(found)
    roster = list(found.roster.select_related("person").order_by("person__legal_name"))
    weekdays = found.series.weekdays if found.series else [local.isoweekday()]
    context = {
        "session": found,
        "leaders": [entry for entry in roster if entry.part in LEADING],
        "clients": [entry for entry in roster if entry.part == RosterPart.CLIENT],
        "guests": [entry for entry in roster if entry.part == RosterPart.GUEST],
        "open": found.status == SessionStatus.SCHEDULED and found.ends_at > now,
        "movable": found.status == SessionStatus.SCHEDULED and found.starts_at > now,
        "manages": user.role in MANAGERS,
        "zone": zone_word(zone.key),
        "week": monday_of(timezone.localdate(found.starts_at)),
        "materials": found.topic.materials.all() if found.topic else (),
        "move_form": MoveForm(
            repeats=repeats,
            initial={
                "day": local.date(),
                "weekdays": weekdays,
                "starts": local.time(),
                "minutes": minutes,
            },
        ),
        "cancel_form": CancelForm(repeats=repeats),
        "substitute_form": SubstituteForm(leaders=leaders),
    }
    return render(request, _whole_or_part(request, "session"), context | forms)


def _whole_or_part(request: HttpRequest, name: str) -> str:
    """The dialog's content alone where htmx asks for it, else a page around it."""
    part = request.headers.get("HX-Request") == "true"
    return f"calendar/parts/{name}.html" if part else f"calendar/{name}.html"


def _done(request: HttpRequest, day: date, said: str) -> HttpResponse:
    """Back to the week in which it happened."""
    messages.success(request, said)
    address = f"{reverse('sessions:calendar')}?week={monday_of(day):%Y-%m-%d}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _session(user: User, session_id: UUID) -> Session:
    """Whoever neither manages nor leads it learns not even that it exists."""
    found = get_object_or_404(
        Session.objects.select_related("program", "group__track", "kind", "topic", "series"), pk=session_id
    )
    if user.role not in MANAGERS and not found.roster.filter(person=user, part__in=LEADING).exists():
        raise Http404
    return found


def _leaders(found: Session) -> Any:
    return User.objects.filter(roster_entries__session=found, roster_entries__part__in=LEADING).order_by(
        "legal_name"
    )


def _filter(request: HttpRequest) -> Filter:
    found: dict[str, UUID] = {}
    for name in ("program", "group", "clinician"):
        try:
            found[name] = UUID(request.GET.get(name, ""))
        except ValueError:  # nothing asked for, or no id
            continue
    return Filter(**found)


def _kept(wanted: Filter) -> str:
    """The filter as an address carries it on to another week."""
    names = ("program", "group", "clinician")
    return "".join(f"&{name}={value}" for name in names if (value := getattr(wanted, name)))
