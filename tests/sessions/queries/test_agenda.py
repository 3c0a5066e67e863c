"""What is planned: a client's next session, week and hours; a clinician's day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import PresenceSpan, Role, RosterPart, Session, SessionStatus, User, Zone
from sessions.queries.agenda import (
    AgendaEntry,
    ClientAgenda,
    client_agenda,
    demo_live_session,
    staff_agenda,
)
from sessions.services.attendance import finalize
from tests import factories

pytestmark = pytest.mark.django_db
# A Wednesday, 18:00 in New York.
NOW = datetime(2027, 3, 10, 23, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def client() -> User:
    return factories.client()


def present(session: Session, person: User, began_at: datetime, *, zone: Zone = Zone.ROOM) -> None:
    """Open and seen now."""
    PresenceSpan.objects.create(
        session=session, person=person, connection=uuid4(), zone=zone, began_at=began_at, last_seen_at=NOW
    )


def attended(session: Session) -> None:
    """Everyone on the roster was there from the start to the end."""
    for entry in session.roster.all():
        PresenceSpan.objects.create(
            session=session,
            person=entry.person,
            connection=uuid4(),
            zone=Zone.ROOM,
            began_at=session.starts_at,
            last_seen_at=session.ends_at,
            ended_at=session.ends_at,
            end_reason="session_ended",
        )


def credited_and_required(client: User) -> tuple[timedelta, timedelta]:
    dose = client_agenda(client=client, now=NOW).dose
    assert dose is not None
    return dose.credited, dose.required


def test_nothing_planned_is_an_empty_agenda(client: User) -> None:
    assert client_agenda(client=client, now=NOW) == ClientAgenda(next=None, week=(), dose=None)


def test_the_next_session_is_the_one_that_is_on_else_the_first_ahead(client: User) -> None:
    on, ahead = (factories.session_at(start, clients=[client]) for start in (NOW - HOUR, NOW + DAY))
    factories.session_at(NOW - DAY, clients=[client])
    factories.session_at(NOW - 2 * HOUR, clients=[client], status=SessionStatus.CANCELLED)
    found = [client_agenda(client=client, now=moment).next for moment in (NOW, NOW + 2 * HOUR, NOW + 2 * DAY)]
    assert found == [
        AgendaEntry(session=on, opens_at=NOW - 2 * HOUR, joinable=True),
        AgendaEntry(session=ahead, opens_at=NOW + DAY - HOUR, joinable=False),
        None,
    ]


def test_a_session_that_was_ended_is_not_next(client: User) -> None:
    factories.session_at(NOW - HOUR, clients=[client], status=SessionStatus.ENDED)
    assert client_agenda(client=client, now=NOW).next is None


def test_the_button_to_join_appears_an_hour_before(client: User) -> None:
    session = factories.session_at(NOW, clients=[client])
    moments = (NOW - HOUR - timedelta(seconds=1), NOW - HOUR, NOW + 2 * HOUR)
    entries = [client_agenda(client=client, now=moment).next for moment in moments]
    assert [entry and entry.joinable for entry in entries] == [False, True, True]
    assert session.ends_at == NOW + 3 * HOUR


def test_the_week_runs_from_the_programs_monday_and_shows_what_was_cancelled(client: User) -> None:
    factories.group_with([client])  # in New York, where Monday begins at 05:00 UTC
    monday = datetime(2027, 3, 8, 5, tzinfo=UTC)
    # That Sunday the clocks go forward: the week has an hour less.
    starts = (monday - HOUR, monday, NOW, monday + 7 * DAY - 2 * HOUR, monday + 7 * DAY - HOUR)
    _, first, middle, last, _ = (
        factories.session_at(start, lasting=HOUR, clients=[client]) for start in starts
    )
    Session.objects.filter(pk=middle.pk).update(status=SessionStatus.CANCELLED)
    week = client_agenda(client=client, now=NOW).week
    assert [entry.session for entry in week] == [first, middle, last]
    assert not week[1].joinable


def test_the_dose_is_what_was_credited_this_week_with_the_session_that_is_on(client: User) -> None:
    group = factories.group_with([client])
    before = factories.session_at(NOW - DAY, group=group)
    attended(before)
    finalize(before.pk, now=NOW - HOUR)
    on = factories.session_at(NOW - HOUR, group=group)
    for entry in on.roster.all():
        present(on, entry.person, NOW - timedelta(minutes=40))
    last_week = factories.session_at(NOW - 7 * DAY, group=group)
    attended(last_week)
    finalize(last_week.pk, now=NOW - HOUR)
    assert credited_and_required(client) == (timedelta(hours=3, minutes=40), 9 * HOUR)


def test_a_kind_that_does_not_count_adds_nothing_to_the_dose(client: User) -> None:
    group = factories.group_with([client])
    kind = factories.kind("intake", counts_toward_hours=False)
    session = factories.session_at(NOW - DAY, group=group, kind=kind)
    attended(session)
    finalize(session.pk, now=NOW)
    assert credited_and_required(client) == (timedelta(0), 9 * HOUR)


def test_nobody_sees_other_peoples_sessions(client: User) -> None:
    factories.session_at(NOW, clients=3)
    assert client_agenda(client=client, now=NOW) == ClientAgenda(next=None, week=(), dose=None)


@pytest.mark.parametrize("count", [1, 6])
def test_a_clients_agenda_takes_as_many_queries_however_much_is_planned(
    client: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    group = factories.group_with([client, *(factories.client() for _ in range(count))])
    for number in range(count):
        factories.session_at(NOW - number * 4 * HOUR, group=group)
    with django_assert_max_num_queries(13):
        assert len(client_agenda(client=client, now=NOW).week) == count


def day_of(person: User, now: datetime = NOW) -> list[Session]:
    found = staff_agenda(person=person, day_start=NOW - 12 * HOUR, day_end=NOW + 12 * HOUR, now=now)
    return [entry.session for entry in found.entries]


def test_a_facilitator_sees_their_own_day_and_the_office_everyones() -> None:
    leader = factories.facilitator()
    own = factories.session_at(NOW, facilitators=[leader])
    others = factories.session_at(NOW + HOUR, facilitators=1)
    factories.session_at(NOW + 12 * HOUR, facilitators=[leader])
    assert day_of(leader) == [own]
    assert (
        day_of(factories.person(Role.COORDINATOR))
        == day_of(factories.person(Role.SUPERVISOR))
        == [own, others]
    )


def test_a_day_counts_clients_where_they_are_now() -> None:
    live = factories.live_session(clients=4, now=NOW)
    session, (waiting, twice, inside, _) = live.session, live.clients
    present(session, waiting, NOW, zone=Zone.LOBBY)
    present(session, twice, NOW, zone=Zone.LOBBY)
    present(session, twice, NOW)
    present(session, inside, NOW)
    present(session, live.facilitator, NOW)
    [entry] = staff_agenda(person=live.facilitator, day_start=NOW - DAY, day_end=NOW + DAY, now=NOW).entries
    assert (entry.expected, entry.in_lobby, entry.in_room) == (4, 1, 2)
    assert (entry.open, entry.joinable) == (True, True)
    assert entry.facilitators == (live.facilitator.display_name,)


def test_a_silent_connection_is_counted_nowhere() -> None:
    live = factories.live_session(clients=1, now=NOW)
    present(live.session, live.clients[0], NOW - HOUR)
    later = NOW + timedelta(seconds=31)
    [entry] = staff_agenda(person=live.facilitator, day_start=NOW - DAY, day_end=NOW + DAY, now=later).entries
    assert (entry.in_lobby, entry.in_room) == (0, 0)


def test_only_who_is_on_the_roster_is_offered_the_door() -> None:
    factories.live_session(now=NOW)
    office = factories.person(Role.COORDINATOR)
    [entry] = staff_agenda(person=office, day_start=NOW - DAY, day_end=NOW + DAY, now=NOW).entries
    assert (entry.open, entry.joinable) == (True, False)


@pytest.mark.parametrize("count", [1, 8])
def test_a_day_takes_four_queries(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count):
        factories.live_session(clients=3, now=NOW)
    office = factories.person(Role.COORDINATOR)
    with django_assert_num_queries(4):
        found = staff_agenda(person=office, day_start=NOW - DAY, day_end=NOW + DAY, now=NOW)
    assert (len(found.entries), found.total, found.pages) == (count, count, 1)


def test_a_full_day_is_read_a_page_at_a_time_from_what_is_not_over(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sessions = [factories.session_at(NOW + number * HOUR / 4, clients=1) for number in range(45)]
    office = factories.person(Role.COORDINATOR)

    def page(number: int | None, now: datetime) -> tuple[list[Session], int]:
        found = staff_agenda(person=office, day_start=NOW, day_end=NOW + DAY, now=now, number=number)
        assert (found.pages, found.total) == (3, 45)
        return [entry.session for entry in found.entries], found.number

    assert page(2, NOW) == (sessions[20:40], 2)
    assert page(9, NOW) == (sessions[40:], 3)
    assert page(None, NOW) == (sessions[:20], 1)
    over_but_five = sessions[39].ends_at
    with django_assert_num_queries(4):
        assert page(None, over_but_five) == (sessions[40:], 3)
    assert page(None, sessions[-1].ends_at) == (sessions[40:], 3)
    assert page(None, NOW + 2 * DAY) == (sessions[:20], 1)


def test_the_demos_live_session_is_the_fullest_group_that_is_on() -> None:
    assert demo_live_session(NOW) is None
    small, full = factories.group_with(clients=2), factories.group_with(clients=9)
    factories.session_at(NOW, group=small)
    live = factories.session_at(NOW - HOUR, group=full)
    factories.session_at(NOW + 2 * HOUR, group=full)
    factories.session_at(NOW, clients=12)
    assert demo_live_session(NOW) == live
    live.roster.filter(part=RosterPart.CLIENT).delete()
    assert demo_live_session(NOW) != live
