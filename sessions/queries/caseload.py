"""A clinician's clients at a glance: hours, individual sessions, reviews, measures, authorizations and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sessions.domain.authorizations import Concern
from sessions.domain.care_rhythm import Pace, Rhythm, rhythm
from sessions.domain.compliance import Verdict
from sessions.domain.measures import PHQ_9
from sessions.models import CareTeamMember, Enrolment, SafetyAlert, TreatmentPlan, User
from sessions.queries.authorizations import concerns
from sessions.queries.individuals import Individual, individuals, overdue_enrolments
from sessions.queries.local_days import local_date
from sessions.queries.measures import LatestTotal, at_a_glance
from sessions.queries.notes import count_notes_to_write
from sessions.queries.pages import Paged
from sessions.queries.record_access import OVERSEEING
from sessions.queries.terms import TERMS, terms_of
from sessions.queries.weekly_hours import Dose, doses_under
from sessions.queries.written import Among, Given, WrittenRows

# Whole rows of cards where there is room for two or three beside each other.
PAGE_SIZE = 12

# Of an enrolment's client: when the next review of their plan in force is due, and whether an alarm waits for somebody.
_SIGNED = TreatmentPlan.objects.filter(client=OuterRef("client"), signed_at__isnull=False)
REVIEW_DUE = Subquery(_SIGNED.order_by("-version").values("review_due_date")[:1])
ALARMING = Exists(SafetyAlert.objects.filter(person=OuterRef("client"), seen_at=None))
# What a caseload says of a client, beside their terms; whole rows of the five tables took twice as long.
_READ = ("individual_every_weeks", "client__legal_name", "client__time_zone", *TERMS)


_ENROLMENTS: WrittenRows[Any] = WrittenRows(
    Enrolment,
    lambda: (
        Enrolment.objects.filter(Among("id", "ids"))
        .select_related("client", "group__track__program")
        .only(*_READ)
        .annotate(review_due=REVIEW_DUE, alarming=ALARMING)
    ),
)


class Show(StrEnum):
    """Which of the clients."""

    ALL = "all"
    INDIVIDUAL = "individual"  # an individual session is overdue
    REVIEW = "review"  # the plan's review is overdue, or there is no plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One client. ``review`` is None where no plan is signed; ``alarming``: an alarm that nobody has seen yet."""

    client: User
    enrolment: Enrolment
    dose: Dose | None
    individual: Individual | None
    review: Rhythm | None
    concern: Concern | None
    measures_overdue: int
    mood: LatestTotal | None
    alarming: bool

    @property
    def needs_somebody(self) -> bool:
        """Whether anything here is late, short or alarming."""
        return bool(
            self.alarming
            or self.concern
            or self.measures_overdue
            or self.review is None
            or self.review.pace is Pace.OVERDUE
            or (self.individual and self.individual.rhythm.pace is Pace.OVERDUE)
            or (self.dose and self.dose.verdict in (Verdict.AT_RISK, Verdict.MISSED))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """``number`` is this page's, from 1; there are ``pages`` of them and ``total`` clients."""

    rows: tuple[CaseRow, ...]
    number: int
    pages: int
    total: int


def caseload(*, person: User, show: Show, number: int, now: datetime) -> Caseload:
    """One page of ``person``'s clients by legal name, in a number of queries that depends on nothing."""
    listed = _LISTED[person.role in OVERSEEING, show]
    page = listed.page(number=number, size=PAGE_SIZE, clinician=person.pk, today=local_date(person, now))
    return Caseload(rows=_rows(page.ids, now), number=page.number, pages=page.pages, total=page.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """How much of a clinician's own waits for them."""

    notes: int
    individuals: int
    reviews: int

    def __bool__(self) -> bool:
        return bool(self.notes or self.individuals or self.reviews)


def attention_of(*, person: User, now: datetime) -> Attention:
    """What the day begins with. Three queries; for facilitators, since the office's caseload is everybody's."""
    today = local_date(person, now)
    mine = _lasting(today) if person.role in OVERSEEING else _lasting_of(person.pk, today)
    return Attention(
        notes=count_notes_to_write(person=person, now=now),
        individuals=_shown(mine, Show.INDIVIDUAL, today).count(),
        reviews=_shown(mine, Show.REVIEW, today).count(),
    )


def _lasting(today: date | Given) -> QuerySet[Enrolment]:
    """Enrolments that last: the office's caseload."""
    return Enrolment.objects.filter(Q(ended_date=None) | Q(ended_date__gt=today), began_date__lte=today)


def _lasting_of(clinician: UUID | Given, today: date | Given) -> QuerySet[Enrolment]:
    """Of those the ones of their care teams and their groups."""
    # By keys from each side: asking every enrolment whether it is any of the three read all of a large clinic's.
    cared_for = CareTeamMember.objects.filter(person=clinician).order_by().values("enrolment")
    led, co_led = (
        Enrolment.objects.filter(**{f"group__{leaders}": clinician}).order_by().values("pk")
        for leaders in ("facilitators", "cofacilitators")
    )
    return _lasting(today).filter(pk__in=cared_for.union(led, co_led))


def _shown(enrolments: QuerySet[Enrolment], show: Show, today: date | Given) -> QuerySet[Enrolment]:
    match show:
        case Show.ALL:
            return enrolments
        case Show.INDIVIDUAL:
            return overdue_enrolments(enrolments, today=today)
        case Show.REVIEW:
            return enrolments.alias(review_due=REVIEW_DUE).filter(
                Q(review_due=None) | Q(review_due__lt=today)
            )


def _listed(overseeing: bool, show: Show) -> Paged:
    def make() -> QuerySet[Enrolment]:
        clinician, today = Given("clinician"), Given("today")
        mine = _lasting(today) if overseeing else _lasting_of(clinician, today)
        return _shown(mine, show, today).order_by("client__legal_name", "client")

    return Paged(make)


# By whether it is the office's, and by which clients are shown.
_LISTED = {(overseeing, show): _listed(overseeing, show) for overseeing in (False, True) for show in Show}


def _rows(enrolment_ids: Sequence[UUID], now: datetime) -> tuple[CaseRow, ...]:
    found = {each.pk: each for each in _ENROLMENTS.rows(ids=list(enrolment_ids))} if enrolment_ids else {}
    enrolments = [found[pk] for pk in enrolment_ids if pk in found]
    by_client = {each.client_id: each for each in enrolments}
    clients = [each.client for each in enrolments]
    terms = terms_of(enrolments)
    hours = doses_under(terms, now=now)
    singles = individuals(enrolments=by_client, now=now)
    grave = concerns(terms, now=now)
    measures = at_a_glance(clients=clients, now=now)
    return tuple(
        CaseRow(
            client=each.client,
            enrolment=each,
            dose=hours.get(each.client_id),
            individual=singles.get(each.client_id),
            review=rhythm(by=each.review_due, today=local_date(each.client, now))
            if each.review_due
            else None,
            concern=grave.get(each.pk),
            measures_overdue=measures[each.client_id].overdue,
            mood=measures[each.client_id].latest.get(PHQ_9.key),
            alarming=each.alarming,
        )
        for each in enrolments
    )
