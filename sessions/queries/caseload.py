"""A clinician's clients at a glance: hours, individual sessions, reviews, measures, authorizations and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sessions.domain.authorizations import Concern
from sessions.domain.care_rhythm import Pace, Rhythm, rhythm
from sessions.domain.compliance import Verdict
from sessions.domain.measures import PHQ_9
from sessions.models import CareTeamMember, Enrolment, Role, SafetyAlert, TreatmentPlan, User
from sessions.queries.authorizations import concerns
from sessions.queries.individuals import Individual, individuals, overdue_enrolments
from sessions.queries.local_days import local_date
from sessions.queries.measures import LatestTotal, at_a_glance
from sessions.queries.notes import count_notes_to_write
from sessions.queries.pages import page_of
from sessions.queries.plans import review_dates
from sessions.queries.terms import terms_of
from sessions.queries.weekly_hours import Dose, doses_under

# Whole rows of cards where there is room for two or three beside each other.
PAGE_SIZE = 12


class Show(StrEnum):
    """Which of the clients."""

    ALL = "all"
    INDIVIDUAL = "individual"  # an individual session is overdue
    REVIEW = "review"  # the plan's review is overdue, or there is no plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One client. ``review`` is None where no plan is signed; ``measures_overdue`` how many are; ``alerts`` unseen."""

    client: User
    enrolment: Enrolment
    dose: Dose | None
    individual: Individual | None
    review: Rhythm | None
    concern: Concern | None
    measures_overdue: int
    mood: LatestTotal | None
    alerts: int

    @property
    def needs_somebody(self) -> bool:
        """Whether anything here is late, short or alarming."""
        return bool(
            self.alerts
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
    enrolments = _shown(_enrolments_of(person, local_date(person, now)), show, local_date(person, now))
    page = page_of(enrolments.order_by("client__legal_name", "client"), number=number, size=PAGE_SIZE)
    found = Enrolment.objects.select_related("client", "group__track__program").in_bulk(page.ids)
    rows = _rows([found[pk] for pk in page.ids if pk in found], now)
    return Caseload(rows=rows, number=page.number, pages=page.pages, total=page.total)


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
    mine = _enrolments_of(person, today)
    return Attention(
        notes=count_notes_to_write(person=person, now=now),
        individuals=_shown(mine, Show.INDIVIDUAL, today).count(),
        reviews=_shown(mine, Show.REVIEW, today).count(),
    )


def _enrolments_of(person: User, today: date) -> QuerySet[Enrolment]:
    """Enrolments that last: everybody's for the office, else those of one's care teams and one's groups."""
    lasting = Enrolment.objects.filter(
        Q(ended_date=None) | Q(ended_date__gt=today), began_date__lte=today, client__is_active=True
    )
    if person.role in (Role.COORDINATOR, Role.SUPERVISOR):
        return lasting
    # By keys from each side: asking every enrolment whether it is any of the three read all of a large clinic's.
    cared_for = CareTeamMember.objects.filter(person=person).order_by().values("enrolment")
    led, co_led = (
        Enrolment.objects.filter(**{f"group__{leaders}": person}).order_by().values("pk")
        for leaders in ("facilitators", "cofacilitators")
    )
    return lasting.filter(pk__in=cared_for.union(led, co_led))


def _shown(enrolments: QuerySet[Enrolment], show: Show, today: date) -> QuerySet[Enrolment]:
    match show:
        case Show.ALL:
            return enrolments
        case Show.INDIVIDUAL:
            return overdue_enrolments(enrolments, today=today)
        case Show.REVIEW:
            signed = TreatmentPlan.objects.filter(client=OuterRef("client"), signed_at__isnull=False)
            newest = signed.order_by("-version").values("review_due_date")[:1]
            return enrolments.annotate(review_due=Subquery(newest)).filter(
                Q(review_due=None) | Q(review_due__lt=today)
            )


def _rows(enrolments: Sequence[Enrolment], now: datetime) -> tuple[CaseRow, ...]:
    by_client = {enrolment.client_id: enrolment for enrolment in enrolments}
    clients = [enrolment.client for enrolment in enrolments]
    client_ids = list(by_client)
    terms = terms_of(enrolments)
    hours = doses_under(terms, now=now)
    singles = individuals(enrolments=by_client, now=now)
    reviews = review_dates(client_ids=client_ids)
    grave = concerns(terms, now=now)
    measures = at_a_glance(clients=clients, now=now)
    alerts = unseen_alerts(client_ids)
    return tuple(
        CaseRow(
            client=client,
            enrolment=by_client[client.pk],
            dose=hours.get(client.pk),
            individual=singles.get(client.pk),
            review=rhythm(by=reviews[client.pk], today=local_date(client, now))
            if client.pk in reviews
            else None,
            concern=grave.get(by_client[client.pk].pk),
            measures_overdue=measures[client.pk].overdue,
            mood=measures[client.pk].latest.get(PHQ_9.key),
            alerts=alerts.get(client.pk, 0),
        )
        for client in clients
    )


def unseen_alerts(client_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many alarms about each client nobody has seen yet. One query."""
    unseen = SafetyAlert.objects.filter(person__in=client_ids, seen_at=None)
    return dict(unseen.values_list("person").annotate(Count("pk")).order_by())
