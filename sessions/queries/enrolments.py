"""One client's way through care: the enrolment that lasts, what is agreed and authorized, and what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sessions.domain.tapering import Requirement, requirement
from sessions.models import AftercarePlan, CareTeamMember, Enrolment, TaperStep, User
from sessions.queries.authorizations import AuthorizationInUse, authorizations_in_use
from sessions.queries.milestones import weeks_attended
from sessions.queries.terms import earliest_lasting, terms_of
from sessions.queries.weekly_hours import Dose, doses_under
from sessions.queries.written import Given, WrittenRows


@dataclass(frozen=True, slots=True, kw_only=True)
class TaperRow:
    """A step, the week's requirement once it is in force, and whether it is by ``today``."""

    step: TaperStep
    asked: Requirement
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What lasts. ``due_for_review``: the planned end is near or over; nobody is discharged by it."""

    enrolment: Enrolment
    dose: Dose | None
    taper: tuple[TaperRow, ...]
    team: tuple[CareTeamMember, ...]
    authorizations: tuple[AuthorizationInUse, ...]
    aftercare: AftercarePlan | None
    today: date

    @property
    def begins_later(self) -> bool:
        return self.enrolment.began_date > self.today

    @property
    def due_for_review(self) -> bool:
        planned = self.enrolment.planned_end_date
        return planned is not None and planned - self.today <= timedelta(weeks=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """``history`` are the enrolments before, the latest first. ``weeks`` were attended so far."""

    client: User
    care: Care | None
    history: tuple[Enrolment, ...]
    weeks: int


_ENROLMENTS = WrittenRows(
    Enrolment,
    lambda: (
        Enrolment.objects.filter(client=Given("client"))
        .select_related("group__track__program")
        .order_by("-began_date", "-ended_date")
    ),
)
_TEAM = WrittenRows(
    CareTeamMember,
    lambda: (
        CareTeamMember.objects.filter(enrolment=Given("enrolment"))
        .select_related("person")
        .order_by("duty", "person__legal_name")
    ),
)
_AFTERCARE = WrittenRows(
    AftercarePlan,
    lambda: AftercarePlan.objects.filter(enrolment=Given("enrolment")).select_related("written_by"),
)


def way_of(*, client: User, now: datetime) -> Way:
    """Everything on the enrolment page, in a number of queries that doesn't depend on how much there is."""
    latest_first = _ENROLMENTS.rows(client=client.pk)
    current = earliest_lasting(latest_first, now=now).get(client.pk)
    # Who moves on some day ahead is shown where they are going: what is changed now is changed there.
    shown = next((each for each in latest_first if each.ended_date is None), current)
    return Way(
        client=client,
        care=_care(shown, is_current=shown == current, now=now) if shown else None,
        history=tuple(each for each in latest_first if each != shown),
        weeks=weeks_attended(client_ids=[client.pk]).get(client.pk, 0),
    )


def _care(enrolment: Enrolment, *, is_current: bool, now: datetime) -> Care:
    (terms,) = terms_of([enrolment])
    today, taper = terms.today(now), terms.taper
    hours = doses_under([terms], now=now, with_make_up=True) if is_current else {}
    return Care(
        enrolment=enrolment,
        dose=hours.get(enrolment.client_id),
        taper=tuple(
            TaperRow(
                step=step,
                asked=requirement(
                    taper=taper, monday=step.from_date - timedelta(days=step.from_date.weekday())
                ),
                in_force=step.from_date <= today,
            )
            for step in terms.steps
        ),
        team=tuple(_TEAM.rows(enrolment=enrolment.pk)),
        authorizations=authorizations_in_use([terms], now=now).get(enrolment.pk, ()),
        aftercare=next(iter(_AFTERCARE.rows(enrolment=enrolment.pk)), None),
        today=today,
    )
