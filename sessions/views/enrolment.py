"""A client's enrolment page: what is agreed, and each change to it as a form of its own.

Whoever may not know of the client learns not even that they exist. Coordinators and supervisors change everything;
clinicians of the care team what is theirs to judge: the taper, the team and the aftercare plan.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.domain.authorizations import Unit
from sessions.domain.errors import CareError
from sessions.forms import enrolment as forms
from sessions.forms.refusals import put_beside
from sessions.models import CareTeamMember, EndedReason, Enrolment, User
from sessions.queries.enrolments import Way, way_of
from sessions.queries.placements import Suggestion, suggestions
from sessions.queries.record_access import records_open_to
from sessions.services import aftercare, authorizations, enrolment, tapering
from sessions.views.access import MANAGERS, for_staff

Change = Callable[[HttpRequest, User, Enrolment], HttpResponse]


@require_safe
@for_staff
def enrolment_page(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    return page(request, user, _client(user, client_id))


@require_POST
@for_staff
def enrol(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """A client without a place gets one."""
    client = _client(user, client_id)
    _require(user.role in MANAGERS)
    form = forms.SeatForm(request.POST, offered=_offers(way_of(client=client, now=timezone.now())))
    if form.is_valid():
        try:
            enrolment.enrol_client(client=client, now=timezone.now(), **form.cleaned_data)
        except CareError as refused:
            put_beside(form, refused)
        else:
            return _done(request, client, _("Enrolled."))
    return page(request, user, client, seat_form=form)


def changes(*, by_team: bool = False) -> Callable[[Change], Callable[..., HttpResponse]]:
    """Hands the client's lasting enrolment to a change; managers may make each, the care team those ``by_team``."""

    def decorate(change: Change) -> Callable[..., HttpResponse]:
        @require_POST
        @for_staff
        @wraps(change)
        def checked(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
            client = _client(user, client_id)
            way = way_of(client=client, now=timezone.now())
            if way.care is None:
                messages.error(request, _("This client is not enrolled any more."))
                return redirect("sessions:enrolment", client.pk)
            found = way.care.enrolment
            _require(user.role in MANAGERS or (by_team and _on_team(user, found)))
            return change(request, user, found)

        return checked

    return decorate


@changes()
def terms(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    form = forms.TermsForm(request.POST)
    if form.is_valid():
        try:
            enrolment.set_terms(enrolment_id=found.pk, **form.cleaned_data)
        except CareError as refused:
            put_beside(form, refused)
        else:
            return _done(request, found.client, _("Saved."))
    return page(request, user, found.client, terms_form=form)


@changes(by_team=True)
def taper(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    """The steps ahead, all at once; a rising one is refused beside its hours."""
    steps = forms.TaperSteps(request.POST, prefix="taper")
    if steps.is_valid():
        try:
            tapering.plan_taper(enrolment_id=found.pk, steps=forms.steps_of(steps), now=timezone.now())
        except CareError as refused:
            _put_beside_step(steps, refused, before=found)
        else:
            return _done(request, found.client, _("The taper is planned."))
    return page(request, user, found.client, taper_forms=steps)


@changes(by_team=True)
def team(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    members = forms.CareTeam(request.POST, prefix="team")
    if members.is_valid():
        chosen = [
            (form.cleaned_data["person"], form.cleaned_data["duty"])
            for form in members.forms
            if form.cleaned_data.get("person")
        ]
        try:
            enrolment.set_care_team(enrolment_id=found.pk, team=chosen)
        except CareError as refused:
            messages.error(request, _(refused.sentence))
        else:
            return _done(request, found.client, _("The care team is saved."))
    return page(request, user, found.client, team_forms=members)


@changes()
def authorize(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    form = forms.AuthorizationForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data | {"unit": Unit(form.cleaned_data["unit"])}
        try:
            authorizations.authorize(enrolment_id=found.pk, **fields)
        except CareError as refused:
            put_beside(form, refused)
        else:
            return _done(request, found.client, _("The authorization is on record."))
    return page(request, user, found.client, authorization_form=form)


@changes()
def move(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    """To another group, at this level or another; the team comes along."""
    form = forms.SeatForm(request.POST, offered=_offers(way_of(client=found.client, now=timezone.now())))
    if form.is_valid():
        try:
            new = enrolment.move_client(enrolment_id=found.pk, now=timezone.now(), **form.cleaned_data)
        except CareError as refused:
            put_beside(form, refused)
        else:
            said = _("Moved to %(group)s, with the same care team.") % {"group": new.group.name}
            return _done(request, found.client, said)
    return page(request, user, found.client, move_form=form)


@changes(by_team=True)
def plan_aftercare(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    form = forms.AftercareForm(request.POST)
    if form.is_valid():
        try:
            aftercare.write_aftercare_plan(
                enrolment_id=found.pk,
                words=form.words(),
                agreed=form.cleaned_data["agreed"],
                author=user,
                now=timezone.now(),
            )
        except CareError as refused:
            put_beside(form, refused)
        else:
            return _done(request, found.client, _("The aftercare plan is saved."))
    return page(request, user, found.client, aftercare_form=form)


@changes()
def close(request: HttpRequest, user: User, found: Enrolment) -> HttpResponse:
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data | {"reason": EndedReason(form.cleaned_data["reason"])}
        try:
            enrolment.close_episode(enrolment_id=found.pk, now=timezone.now(), **fields)
        except CareError as refused:
            put_beside(form, refused)
        else:
            return _done(request, found.client, _("The episode is closed."))
    return page(request, user, found.client, close_form=form)


def page(request: HttpRequest, user: User, client: User, **filled: Any) -> HttpResponse:
    """The page as it is; a form that was filled in stays as it was filled in, open and with its sentences."""
    way = way_of(client=client, now=timezone.now())
    manages = user.role in MANAGERS
    context: dict[str, Any] = {
        "client": client,
        "way": way,
        "care": way.care,
        "manages": manages,
        "cares": manages or (way.care is not None and _on_team(user, way.care.enrolment)),
    }
    context |= _empty_forms(way, wanted=request.GET.get("open", "")) | filled
    status = HTTPStatus.UNPROCESSABLE_ENTITY if filled else HTTPStatus.OK
    return render(request, "sessions/clients/enrolment.html", context, status=status)


def _empty_forms(way: Way, *, wanted: str) -> dict[str, Any]:
    """What can be changed. The two forms that list groups and colleagues are made only where they are ``wanted``."""
    today = timezone.localdate()
    if way.care is None:
        initial = {"from_date": today + timedelta(days=1)}
        return {"seat_form": forms.SeatForm(offered=_offers(way), initial=initial)}
    found, plan = way.care.enrolment, way.care.aftercare
    usual = (
        found.weekly_hours if found.weekly_hours is not None else found.group.track.program.weekly_hours_min
    )
    ahead = [row.step for row in way.care.taper if not row.in_force]
    return _long_forms(way, wanted, today) | {
        "terms_form": forms.TermsForm(
            initial={
                "weekly_hours": usual,
                "planned_end_date": found.planned_end_date,
                "individual_every_weeks": found.individual_every_weeks,
            }
        ),
        "taper_forms": forms.TaperSteps(
            prefix="taper",
            initial=[{"from_date": step.from_date, "weekly_hours": step.weekly_hours} for step in ahead],
        ),
        "authorization_form": forms.AuthorizationForm(),
        "aftercare_form": forms.AftercareForm(
            initial={
                name: getattr(plan, name)
                for name in forms.AftercareForm.base_fields
                if plan is not None and name != "agreed"
            }
            | {"agreed": plan is not None and plan.agreed_at is not None}
        ),
        "close_form": forms.CloseForm(initial={"on_date": today + timedelta(days=1)}),
    }


def _long_forms(way: Way, wanted: str, today: date) -> dict[str, Any]:
    if wanted == "move":
        initial = {"from_date": today + timedelta(days=1)}
        return {"move_form": forms.SeatForm(offered=_offers(way), initial=initial)}
    if wanted == "team" and way.care is not None:
        team = [{"person": member.person_id, "duty": member.duty} for member in way.care.team]
        return {"team_forms": forms.CareTeam(prefix="team", initial=team)}
    return {}


def _put_beside_step(steps: Any, refused: CareError, *, before: Enrolment) -> None:
    """Beside the first step that is not lower than what precedes it, or above the steps."""
    rows = sorted(
        (form for form in steps.forms if form.cleaned_data), key=lambda form: form.cleaned_data["from_date"]
    )
    usual = before.weekly_hours or before.group.track.program.weekly_hours_min
    last = before.taper_steps.filter(from_date__lt=timezone.localdate()).last()
    hours = last.weekly_hours if last else usual
    for form in rows:
        if refused.code == "taper_rises" and form.cleaned_data["weekly_hours"] >= hours:
            form.add_error("weekly_hours", _(refused.sentence))
            return
        hours = form.cleaned_data["weekly_hours"]
    if rows:
        rows[0].add_error("from_date", _(refused.sentence))


def _offers(way: Way) -> tuple[Suggestion, ...]:
    """Every other group with a seat: which one fits is what is being decided."""
    beside = way.care.enrolment.group if way.care else None
    return suggestions(weekly_hours=None, on=timezone.localdate(), beside=beside)


def _client(user: User, client_id: UUID) -> User:
    return get_object_or_404(records_open_to(user), pk=client_id)


def _on_team(user: User, found: Enrolment) -> bool:
    return CareTeamMember.objects.filter(enrolment=found, person=user).exists()


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("Coordinators change this. Ask one of them, or go to your day."))


def _done(request: HttpRequest, client: User, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("sessions:enrolment", client.pk)
