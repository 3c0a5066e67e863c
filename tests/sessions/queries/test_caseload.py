"""Who is overdue for an individual session or a review, found among few or many in as many queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.domain.care_rhythm import Pace
from sessions.models import (
    CareTeamMember,
    Enrolment,
    Group,
    KindFamily,
    Role,
    SessionStatus,
    User,
)
from sessions.queries.caseload import Attention, CaseRow, Show, attention_of, caseload
from sessions.services.alerts import raise_alert
from sessions.services.measures import schedule_measure
from tests import factories
from tests.sessions.services.test_plans import signed

pytestmark = pytest.mark.django_db
# A Wednesday, 18:00 in New York.
NOW = datetime(2027, 3, 10, 23, tzinfo=UTC)
TODAY = date(2027, 3, 10)
DAY = timedelta(days=1)


@pytest.fixture
def clinician() -> User:
    return factories.facilitator()


@pytest.fixture
def group(clinician: User) -> Group:
    return factories.group_with(0, facilitators=[clinician])


def enrolled(group: Group, *, weeks_apart: int | None = 1, began: date = TODAY - 60 * DAY) -> User:
    someone = factories.client()
    Enrolment.objects.create(
        client=someone, group=group, began_date=began, individual_every_weeks=weeks_apart
    )
    return someone


def met_alone(someone: User, clinician: User, days_ago: int, *, credited_s: int = 2700) -> None:
    """An individual session that is over and final."""
    kind = factories.kind("individual", family=KindFamily.INDIVIDUAL)
    start = NOW - days_ago * DAY
    session = factories.session_at(
        start,
        lasting=timedelta(minutes=50),
        kind=kind,
        clients=[someone],
        facilitators=[clinician],
        status=SessionStatus.ENDED,
        attendance_final_at=start + timedelta(hours=1),
    )
    factories.record(session, someone, credited_s=credited_s)


def rows(person: User, show: Show = Show.ALL) -> dict[User, CaseRow]:
    return {row.client: row for row in caseload(person=person, show=show, number=1, now=NOW).rows}


@pytest.mark.parametrize(
    ("weeks_apart", "days_ago", "overdue"),
    [(1, 7, False), (1, 8, True), (2, 8, False), (2, 15, True), (None, 50, False)],
)
def test_who_is_overdue_for_an_individual_session(
    clinician: User, group: Group, weeks_apart: int | None, days_ago: int, overdue: bool
) -> None:
    someone = enrolled(group, weeks_apart=weeks_apart)
    met_alone(someone, clinician, days_ago)
    single = rows(clinician)[someone].individual
    assert (single is not None and single.rhythm.pace is Pace.OVERDUE) is overdue
    assert (someone in rows(clinician, Show.INDIVIDUAL)) is overdue


def test_a_session_that_the_client_missed_is_none(clinician: User, group: Group) -> None:
    someone = enrolled(group)
    met_alone(someone, clinician, 8)
    met_alone(someone, clinician, 2, credited_s=0)
    assert someone in rows(clinician, Show.INDIVIDUAL)


def test_the_next_one_that_is_planned_is_told(clinician: User, group: Group) -> None:
    someone = enrolled(group)
    kind = factories.kind("individual", family=KindFamily.INDIVIDUAL)
    factories.session_at(NOW + DAY, kind=kind, clients=[someone], status=SessionStatus.CANCELLED)
    factories.session_at(NOW + 2 * DAY, kind=kind, clients=[someone])
    single = rows(clinician)[someone].individual
    assert single is not None
    assert single.next_at == NOW + 2 * DAY


def test_whose_plan_is_to_be_reviewed_or_still_to_be_written(clinician: User, group: Group) -> None:
    without, late, in_time = (enrolled(group) for _ in range(3))
    signed(in_time, clinician, NOW)
    plan = signed(late, clinician, NOW)
    plan.review_due_date = TODAY - DAY
    plan.save(update_fields=["review_due_date"])
    assert rows(clinician, Show.REVIEW).keys() == {without, late}
    found = rows(clinician)
    assert found[without].review is None
    assert [found[each].review.late for each in (late, in_time) if found[each].review] == [1, 0]  # type: ignore[union-attr]


def test_alarms_and_overdue_measures_are_told(clinician: User, group: Group) -> None:
    someone = enrolled(group)
    raise_alert(kind="phq9_item9", person_id=someone.pk, now=NOW)  # type: ignore[arg-type]
    schedule_measure(client=someone, measure="phq9", every_days=7, today=TODAY - 20 * DAY)
    row = rows(clinician)[someone]
    assert (row.alarming, row.measures_overdue, row.needs_somebody) == (True, 1, True)


def test_a_caseload_is_ones_care_teams_and_groups_and_the_offices_is_everyone(
    clinician: User, group: Group
) -> None:
    mine, elsewhere = enrolled(group), enrolled(factories.group_with(0))
    former = enrolled(group)
    Enrolment.objects.filter(client=former).update(ended_date=TODAY, ended_reason="completed")
    assert rows(clinician).keys() == {mine}
    CareTeamMember.objects.create(
        enrolment=Enrolment.objects.get(client=elsewhere), person=clinician, duty="prescriber"
    )
    assert rows(clinician).keys() == {mine, elsewhere}
    assert rows(factories.facilitator()) == {}
    assert rows(factories.person(Role.SUPERVISOR)).keys() == {mine, elsewhere}


@pytest.mark.parametrize("show", list(Show))
@pytest.mark.parametrize("count", [1, 8])
def test_a_caseload_takes_as_many_queries_however_many_there_are(
    clinician: User,
    group: Group,
    show: Show,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        someone = enrolled(group)
        met_alone(someone, clinician, 20)
    with django_assert_max_num_queries(8):
        assert len(rows(clinician, show)) == count


def test_it_is_read_a_page_at_a_time(clinician: User, group: Group) -> None:
    for _ in range(27):
        enrolled(group)
    first, last = (caseload(person=clinician, show=Show.ALL, number=n, now=NOW) for n in (1, 9))
    assert (len(first.rows), first.pages, first.total) == (12, 3, 27)
    assert (len(last.rows), last.number) == (3, 3)


def test_the_day_begins_with_what_waits_for_the_clinician(clinician: User, group: Group) -> None:
    seen, late = enrolled(group), enrolled(group)
    met_alone(seen, clinician, 3)
    met_alone(late, clinician, 9)
    signed(seen, clinician, NOW)
    assert attention_of(person=clinician, now=NOW) == Attention(notes=2, individuals=1, reviews=1)
    assert not attention_of(person=factories.facilitator(), now=NOW)
