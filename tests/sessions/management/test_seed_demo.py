"""The demo's clinic is believable at whatever hour it starts, and starting again keeps it so."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from sessions.management.demo import clinic, hours
from sessions.models import AttendanceRecord, Group, OutboxEvent, RosterPart, Session, SessionStatus, User
from sessions.queries.agenda import client_agenda, demo_live_session, staff_agenda
from sessions.queries.board import attendance_board
from sessions.services.attendance import compute
from sessions.tasks import keep_demo_live
from tests.threads import at_once

pytestmark = pytest.mark.django_db
AFTERNOON = datetime(2027, 3, 10, 21, 7, tzinfo=UTC)
HOURS = {
    "afternoon": AFTERNOON,
    "just before midnight": datetime(2027, 3, 11, 6, 59, 30, tzinfo=UTC),
    "night of a change of clocks, on a Sunday": datetime(2027, 11, 7, 9, 20, tzinfo=UTC),
    "morning, on the quarter": datetime(2027, 7, 1, 16, 15, tzinfo=UTC),
}


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.test")


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS.keys())
def test_whenever_the_demo_starts_a_full_group_is_live_and_stays_so_for_two_hours(now: datetime) -> None:
    loaded = clinic.load(now=now)
    live = demo_live_session(now)
    assert live == loaded.live
    assert timedelta(minutes=5) <= now - live.starts_at <= timedelta(minutes=25)
    assert live.ends_at - now >= timedelta(hours=2)
    parts = list(live.roster.values_list("part", flat=True))
    assert (parts.count(RosterPart.CLIENT), parts.count(RosterPart.FACILITATOR)) == (9, 1)
    assert {"ana@demo.test", "dana@demo.test"} < set(live.roster.values_list("person__email", flat=True))


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS.keys())
def test_nobody_is_in_two_places_at_once(now: datetime) -> None:
    clinic.load(now=now)
    for someone in User.objects.all():
        booked = Session.objects.filter(roster__person=someone).exclude(status=SessionStatus.CANCELLED)
        times = list(booked.order_by("starts_at").values_list("starts_at", "ends_at"))
        assert all(before[1] <= after[0] for before, after in pairwise(times)), someone.email


def test_whatever_hour_the_first_group_meets_nothing_else_meets_then() -> None:
    def minutes(at: time) -> int:
        return at.hour * 60 + at.minute

    for quarter in range(96):
        live_at = time(quarter // 4, quarter % 4 * 15)
        meetings = zip((live_at, *hours.hours_beside(live_at)), (180, 180, 90, 50), strict=True)
        taken = sorted((minutes(at), minutes(at) + length) for at, length in meetings)
        assert all(before[1] <= after[0] for before, after in pairwise(taken)), live_at


def test_the_pages_have_something_to_show() -> None:
    clinic.load(now=AFTERNOON)
    agenda = client_agenda(client=person("ana"), now=AFTERNOON)
    assert agenda.next is not None
    assert agenda.next.joinable
    assert len(agenda.week) >= 3
    assert agenda.dose is not None
    assert timedelta(hours=1) < agenda.dose.credited < agenda.dose.required
    start, end = AFTERNOON - timedelta(hours=14), AFTERNOON + timedelta(hours=10)
    own, everyones = (
        staff_agenda(person=person(name), day_start=start, day_end=end, now=AFTERNOON).entries
        for name in ("dana", "cora")
    )
    assert [entry.joinable for entry in own if entry.session == demo_live_session(AFTERNOON)] == [True]
    assert len(everyones) > len(own)


def test_the_week_behind_shows_every_way_of_attending() -> None:
    clinic.load(now=AFTERNOON)
    statuses = set(AttendanceRecord.objects.values_list("status", flat=True))
    assert statuses == {"present", "late", "left_early", "partial", "absent", "no_show"}
    assert not Session.objects.filter(ends_at__lte=AFTERNOON, attendance_final_at=None).exists()
    reasons = {
        gap.reason
        for session in Session.objects.filter(status=SessionStatus.ENDED)
        for row in attendance_board(session=session, now=AFTERNOON)
        for gap in row.gaps
    }
    assert reasons == {"technical", "left"}


def test_starting_again_while_the_group_is_live_changes_nothing() -> None:
    clinic.load(now=AFTERNOON)
    before = [Session.objects.count(), User.objects.count(), OutboxEvent.objects.count()]
    again = clinic.load(now=AFTERNOON + timedelta(minutes=40))
    assert (again.made_clinic, again.made_live) == (False, False)
    assert [Session.objects.count(), User.objects.count(), OutboxEvent.objects.count()] == before


@pytest.mark.parametrize(
    "later", [timedelta(hours=3), timedelta(hours=22), timedelta(days=1, hours=3), timedelta(days=40)]
)
def test_starting_again_when_none_is_live_adds_a_live_session_and_tells_what_happened_since(
    later: timedelta,
) -> None:
    clinic.load(now=AFTERNOON)
    now = AFTERNOON + later
    again = clinic.load(now=now)
    assert (again.made_clinic, again.made_live) == (False, True)
    live = demo_live_session(now)
    assert live == again.live
    assert now - live.starts_at <= timedelta(minutes=25)
    assert live.roster.count() == 10
    untold = Session.objects.filter(ends_at__lte=now - timedelta(minutes=4), attendance_final_at=None)
    assert not untold.exists()
    group = Group.objects.get(name=clinic.LIVE_GROUP_NAME)
    overlapping = group.sessions.filter(
        starts_at__lt=live.ends_at, ends_at__gt=live.starts_at + timedelta(minutes=30)
    )
    assert list(overlapping) == [live]


def test_the_records_are_what_the_spans_say() -> None:
    clinic.load(now=AFTERNOON)
    fields = ("session__starts_at", "person__email", "credited_s", "status")
    told = set(AttendanceRecord.objects.values_list(*fields))
    recomputed = {
        (
            session.starts_at,
            User.objects.get(pk=person_id).email,
            attended.credited // timedelta(seconds=1),
            attended.status,
        )
        for session in Session.objects.exclude(attendance_final_at=None)
        for person_id, attended in compute(session, now=AFTERNOON).items()
    }
    assert recomputed == told


@pytest.mark.django_db(transaction=True)
def test_loaded_by_three_at_once_there_is_one_clinic_with_one_live_session() -> None:
    loaded = at_once([lambda: clinic.load(now=AFTERNOON)] * 3)
    assert {each.live for each in loaded if isinstance(each, clinic.Loaded)} == {demo_live_session(AFTERNOON)}
    assert sum(each.made_clinic for each in loaded if isinstance(each, clinic.Loaded)) == 1


def test_outside_the_demo_no_job_makes_up_people(settings: Settings) -> None:
    settings.DEMO = False
    keep_demo_live()
    assert not User.objects.exists()
    settings.DEMO = True
    keep_demo_live()
    assert demo_live_session() is not None


def test_the_command_says_what_it_did_and_names_nobody() -> None:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert (
        out.getvalue().splitlines()[0]
        == f"Made a clinic of {User.objects.count()} people and {Session.objects.count()} sessions."
    )
    assert not any(user.display_name in out.getvalue() for user in User.objects.all())


def test_production_is_never_filled_with_made_up_people(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Set VIP_MODE=demo"):
        call_command("seed_demo")
    assert not User.objects.exists()
