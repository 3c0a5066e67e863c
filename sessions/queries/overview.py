"""A client's page for their clinicians: everything that matters now, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sessions.models import RosterEntry, RosterPart, SafetyAlert, Session, SessionStatus, User
from sessions.queries.enrolments import Way, way_of
from sessions.queries.individuals import Individual, individuals
from sessions.queries.measures import Course, courses
from sessions.queries.milestones import milestone_reached
from sessions.queries.plans import Plans, plans_of
from sessions.queries.written import Given, WrittenRows

SESSIONS_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``ahead`` are the next sessions; ``alerts`` those of the client that nobody has seen, the newest first."""

    way: Way
    individual: Individual | None
    plans: Plans
    courses: tuple[Course, ...]
    ahead: Sequence[Session]
    alerts: Sequence[SafetyAlert]

    @property
    def milestone(self) -> bool:
        return milestone_reached(self.way.weeks)


def _ahead() -> QuerySet[Session]:
    expected = RosterEntry.objects.filter(
        person=Given("client"),
        part=RosterPart.CLIENT,
        session__status=SessionStatus.SCHEDULED,
        session__ends_at__gt=Given("now"),
    )
    return Session.objects.filter(pk__in=expected.values("session")).order_by("starts_at", "id")[
        :SESSIONS_AHEAD
    ]


_AHEAD = WrittenRows(Session, _ahead)
_UNSEEN = WrittenRows(
    SafetyAlert,
    lambda: SafetyAlert.objects.filter(person=Given("client"), seen_at=None).order_by("-raised_at", "pk"),
)


def overview_of(*, client: User, now: datetime) -> Overview:
    way = way_of(client=client, now=now)
    enrolments = {client.pk: way.care.enrolment} if way.care else {}
    return Overview(
        way=way,
        individual=individuals(enrolments=enrolments, now=now).get(client.pk),
        plans=plans_of(client=client, now=now),
        courses=courses(client=client, now=now),
        ahead=_AHEAD.rows(client=client.pk, now=now),
        alerts=_UNSEEN.rows(client=client.pk),
    )
