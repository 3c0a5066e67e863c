"""Whoever does not come is nudged, called and written to; at the second miss clinicians hear. Until they come."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import Channel, Tier
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.models import Reminder, StaffTask
from notifications.services import delivery
from notifications.services.no_shows import follow_up
from notifications.services.tasks import open_task
from notifications.transports.email import SmtpTransport
from sessions.models import Holiday, Place, PresenceSpan, Session, SessionStatus, User, Zone
from tests import factories
from tests.notifications.rows import changed, reminder
from tests.notifications.smtp import Server, words

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = datetime(2027, 2, 5, 18, 0, tzinfo=NEW_YORK).astimezone(UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def client() -> User:
    return factories.client(time_zone="America/New_York")


@pytest.fixture
def session(client: User) -> Session:
    return factories.session_at(FRIDAY, clients=[client], facilitators=1)


def comes(session: Session, client: User, zone: Zone = Zone.LOBBY, at: datetime | None = None) -> None:
    """The client is seen there."""
    began_at = at or session.starts_at
    PresenceSpan.objects.create(
        session=session,
        person=client,
        connection="0" * 32,
        zone=zone,
        began_at=began_at,
        last_seen_at=began_at,
    )


def planned() -> set[tuple[str, str]]:
    return set(Reminder.objects.values_list("tier", "status"))


def open_tasks() -> Counter[str]:
    return Counter(StaffTask.objects.filter(done_at=None).values_list("kind", flat=True))


def run(now: datetime) -> int:
    return delivery.send_due(transport=SmtpTransport(), clock=lambda: now)


def test_each_step_is_taken_at_its_time_and_once(mail: Server, session: Session, client: User) -> None:
    steps = []
    for minutes in (9, 10, 11, 19, 20, 21):
        now = FRIDAY + minutes * MINUTE
        follow_up(now=now)
        steps.append((minutes, run(now), open_tasks().total()))
    assert steps == [(9, 0, 0), (10, 1, 0), (11, 0, 0), (19, 0, 0), (20, 0, 1), (21, 0, 1)]
    (nudge,) = mail.taken
    assert "/join/" in words(nudge)
    task = StaffTask.objects.get()
    assert (task.kind, task.client, task.session) == (TaskKind.MISSED_SESSION, client, session)


def test_the_message_goes_on_the_next_business_day_at_ten(
    mail: Server, session: Session, client: User
) -> None:
    Holiday.objects.create(program=None, date=datetime(2027, 2, 8).date(), name="Closed")  # noqa: DTZ001
    follow_up(now=FRIDAY + 20 * MINUTE)
    row = Reminder.objects.get(tier=Tier.MISSED)
    assert row.due_at.astimezone(NEW_YORK).strftime("%a %d %H:%M") == "Tue 09 10:00"
    session.status = SessionStatus.ENDED
    session.save()
    assert run(row.due_at) == 1
    assert "We missed you" in words(mail.taken[-1])


@pytest.mark.parametrize("zone", [Zone.LOBBY, Zone.ROOM])
def test_whoever_is_in_the_lobby_or_the_room_is_left_alone(
    session: Session, client: User, zone: Zone
) -> None:
    comes(session, client, zone)
    follow_up(now=FRIDAY + 30 * MINUTE)
    assert (planned(), open_tasks()) == (set(), {})


def test_the_moment_they_come_the_call_is_off_and_nothing_waits_to_be_sent(
    mail: Server, session: Session, client: User
) -> None:
    follow_up(now=FRIDAY + 25 * MINUTE)
    assert open_tasks() == {TaskKind.MISSED_SESSION: 1}
    comes(session, client)
    task = StaffTask.objects.get()
    assert (task.outcome, task.done_by, task.done_at is not None) == (TaskOutcome.CAME, None, True)
    assert run(FRIDAY + 26 * MINUTE) == 0
    assert run(Reminder.objects.get(tier=Tier.MISSED).due_at) == 0
    assert planned() == {("nudge", "suppressed"), ("missed", "suppressed")}
    assert set(Reminder.objects.values_list("reason", flat=True)) == {Reason.ALREADY_THERE}


def test_somebody_elses_coming_ends_nobodys_call(session: Session, client: User) -> None:
    other = factories.client()
    factories.expect(session, other)
    follow_up(now=FRIDAY + 25 * MINUTE)
    comes(session, other)
    assert list(StaffTask.objects.filter(done_at=None).values_list("client", flat=True)) == [client.pk]


def test_whoever_was_told_that_it_has_started_is_not_nudged_as_well(
    mail: Server, session: Session, client: User
) -> None:
    reminder(session, client, Tier.STARTED, status=Status.SENT)
    follow_up(now=FRIDAY + 10 * MINUTE)
    assert run(FRIDAY + 10 * MINUTE) == 0
    assert Reminder.objects.get(tier=Tier.NUDGE).reason == Reason.ALREADY_TOLD


def test_nobody_is_called_about_a_cancelled_session_or_one_of_days_ago(session: Session) -> None:
    follow_up(now=FRIDAY + 2 * DAY)
    changed(session, status=SessionStatus.CANCELLED)
    follow_up(now=FRIDAY + 25 * MINUTE)
    assert (planned(), open_tasks()) == (set(), {})


def test_a_morning_missed_is_one_call(client: User) -> None:
    for hours in (0, 1, 2):
        factories.session_at(FRIDAY + timedelta(hours=hours), lasting=50 * MINUTE, clients=[client])
    follow_up(now=FRIDAY + timedelta(hours=3))
    assert open_tasks() == {TaskKind.MISSED_SESSION: 1}
    assert Reminder.objects.filter(tier=Tier.MISSED).count() == 1


@pytest.mark.parametrize(("days_before", "escalates"), [(2, True), (6, True), (7, False)])
def test_the_second_day_missed_in_seven_goes_to_the_clinicians(
    mail: Server, session: Session, client: User, days_before: int, escalates: bool
) -> None:
    factories.session_at(FRIDAY - days_before * DAY, clients=[client])
    follow_up(now=FRIDAY + 20 * MINUTE)
    assert open_tasks()[TaskKind.MISSED_TWICE] == escalates
    assert run(FRIDAY + 20 * MINUTE) == 1 + escalates  # the nudge, and a word to the clinician
    if escalates:
        leading = session.roster.exclude(person=client).get().person
        (told,) = [message for message in mail.taken if message["To"] == leading.email]
        assert words(told).startswith("A task is waiting for you.")


def test_an_earlier_session_that_they_came_to_is_no_miss(session: Session, client: User) -> None:
    comes(factories.session_at(FRIDAY - 2 * DAY, clients=[client]), client)
    follow_up(now=FRIDAY + 20 * MINUTE)
    assert open_tasks() == {TaskKind.MISSED_SESSION: 1}


def test_a_zone_that_is_none_stops_no_call(session: Session, client: User) -> None:
    User.objects.filter(pk=client.pk).update(time_zone="Mars/Olympus_Mons")
    follow_up(now=FRIDAY + 20 * MINUTE)
    assert open_tasks()[TaskKind.MISSED_SESSION] == 1
    assert Reminder.objects.get(tier=Tier.MISSED).channel == Channel.EMAIL


@pytest.mark.parametrize("place", [Place.IN_PERSON, Place.BOTH])
def test_where_people_may_sit_in_the_room_itself_nobody_is_called_for_not_being_online(
    session: Session, place: Place
) -> None:
    session.place = place
    session.save()
    follow_up(now=FRIDAY + 25 * MINUTE)
    assert (planned(), open_tasks()) == (set(), {})


def test_a_call_asked_for_at_the_moment_they_came_ends_at_the_next_look(
    session: Session, client: User
) -> None:
    comes(session, client)
    open_task(TaskKind.MISSED_SESSION, key="raced", client=client, session=session, now=FRIDAY + 20 * MINUTE)
    follow_up(now=FRIDAY + 21 * MINUTE)
    assert StaffTask.objects.get().outcome == TaskOutcome.CAME


def test_looking_again_at_those_who_are_called_already_costs_no_more_queries(
    session: Session, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        factories.expect(session, factories.client())
    follow_up(now=FRIDAY + 20 * MINUTE)
    with django_assert_max_num_queries(2):
        follow_up(now=FRIDAY + 21 * MINUTE)
