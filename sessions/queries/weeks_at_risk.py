"""Whose week needs somebody to act, of those on a session's roster: while there is still time to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sessions.domain.authorizations import Concern
from sessions.domain.recurrence import week_of, zone_named
from sessions.models import Enrolment, RosterEntry, RosterPart, Session, User
from sessions.queries.authorizations import concerns
from sessions.queries.terms import TERMS, day_before, earliest_lasting, not_ended, terms_of
from sessions.queries.weekly_hours import Dose, doses_under
from sessions.queries.written import Given, WrittenRows

READ = ("client__legal_name", *TERMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAtRisk:
    """A client whose week falls short, goes beyond what is authorized, or whose authorization runs out."""

    client: User
    dose: Dose
    concern: Concern | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksAtRisk:
    """By legal name. ``watched``: how many clients of the roster are enrolled, and so have hours to keep."""

    rows: tuple[WeekAtRisk, ...]
    watched: int


def _expected() -> QuerySet[Enrolment]:
    roster = RosterEntry.objects.filter(session=Given("session"), part=RosterPart.CLIENT).values("person")
    return (
        not_ended(Given("day"))
        .filter(client__in=roster)
        .select_related("client")
        .only(*READ)
        .order_by("client__legal_name", "client", "-began_date")
    )


_EXPECTED = WrittenRows(Enrolment, _expected)


def weeks_at_risk(*, session: Session, now: datetime) -> WeeksAtRisk | None:
    """As of ``now``, in a constant number of queries; None where the session is of another week than this one."""
    start, end = week_of(now, zone_named(session.program.time_zone))
    if not start <= session.starts_at < end:
        return None
    by_name = earliest_lasting(_EXPECTED.rows(session=session.pk, day=day_before(now)), now=now)
    terms = terms_of(by_name.values())
    found = doses_under(terms, now=now, with_make_up=True)
    grave = concerns(terms, now=now)
    rows = (
        WeekAtRisk(client=each.client, dose=found[each.client.pk], concern=grave.get(each.pk))
        for each in by_name.values()
    )
    return WeeksAtRisk(
        rows=tuple(row for row in rows if row.dose.short_by or row.dose.over_authorized_by or row.concern),
        watched=len(found),
    )
