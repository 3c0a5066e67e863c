"""Reports add up what records say, by the programs' own days, and count nobody out who came too lately to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sessions.models import Group, User
from sessions.queries.reports import Grouping, Kept, Rate, attendance_report, retention
from sessions.services import attendance
from tests import factories

pytestmark = pytest.mark.django_db
# A Wednesday evening in New York, which is Thursday already in UTC when it ends.
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
DAY = date(2027, 3, 10)
HOURS = timedelta(hours=3)


@pytest.fixture
def leader() -> User:
    return factories.facilitator(legal_name="Dana Leader")


@pytest.fixture
def group(leader: User) -> Group:
    """Three clients: one comes to both evenings, one to the first, one never; two evenings a week apart."""
    group = factories.group_with(3, facilitators=[leader], name="Sunrise")
    people = [enrolment.client for enrolment in group.enrolments.order_by("client__legal_name")]
    for week in range(2):
        start = START + timedelta(weeks=week)
        session = factories.session_at(start, group=group)
        factories.was_in(session, leader, start, start + HOURS)
        for someone in people[: 2 - week]:
            factories.was_in(session, someone, start, start + HOURS)
    attendance.finalize_due(START + timedelta(weeks=2))
    return group


def report(by: Grouping = Grouping.GROUP, **said: Any) -> Any:
    values = {"from_date": DAY, "to_date": DAY + timedelta(weeks=1), "today": DAY + timedelta(weeks=2)}
    return attendance_report(by=by, **values | said)


def rate(label: str, *, parts: int, attended: int) -> Rate:
    return Rate(
        label=label,
        parts=parts,
        attended=attended,
        no_shows=parts - attended,
        credited=attended * HOURS,
        countable=parts * HOURS,
    )


def test_each_week_tells_who_came(group: Group) -> None:
    assert report().weeks == (
        rate("2027-03-08", parts=3, attended=2),
        rate("2027-03-15", parts=3, attended=1),
    )
    assert report().total == rate("", parts=6, attended=3)


@pytest.mark.parametrize(
    ("by", "label"),
    [(Grouping.GROUP, "Sunrise"), (Grouping.WEEKDAY, "3"), (Grouping.CLINICIAN, "Dana Leader")],
)
def test_it_is_broken_down_without_counting_anyone_twice(group: Group, by: Grouping, label: str) -> None:
    assert report(by).rows == (rate(label, parts=6, attended=3),)


def test_two_clinicians_each_have_their_whole_sessions(group: Group) -> None:
    second = factories.facilitator(legal_name="Second Leader")
    factories.expect(group.sessions.order_by("starts_at")[0], second, "cofacilitator")

    assert report(Grouping.CLINICIAN).rows == (
        rate("Dana Leader", parts=6, attended=3),
        rate("Second Leader", parts=3, attended=2),
    )
    assert report(Grouping.CLINICIAN).total == rate("", parts=6, attended=3)


def test_a_day_is_the_programs_own(group: Group) -> None:
    assert report(to_date=DAY).total.parts == 3
    assert report(from_date=DAY + timedelta(days=1), to_date=DAY + timedelta(days=1)).total.parts == 0


def test_excused_parts_count_for_nothing(group: Group) -> None:
    session = group.sessions.order_by("starts_at")[0]
    session.attendance.filter(status="no_show").update(status="excused")

    assert report(to_date=DAY).total == rate("", parts=2, attended=2)


def test_retention_counts_only_those_who_began_long_enough_ago(group: Group) -> None:
    began = date(2027, 1, 4)
    group.enrolments.update(began_date=began)
    gone = group.enrolments.all()[0]
    gone.ended_date = began + timedelta(days=10)
    gone.save()

    kept = retention(from_date=began, to_date=began, today=began + timedelta(days=14))

    assert kept == (
        Kept(week=1, began=3, reached=3),
        Kept(week=2, began=3, reached=3),
        Kept(week=3, began=3, reached=2),
    )


def test_a_report_takes_four_queries_however_much_there_is(
    group: Group, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        report()
    factories.session_at(START, clients=4, facilitators=2)
    attendance.finalize_due(START + timedelta(weeks=2))
    with django_assert_num_queries(4):
        report(Grouping.CLINICIAN)
