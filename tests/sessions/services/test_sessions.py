"""The calendar changes as the clinic says, every change has a revision, and whoever must know is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sessions.domain.errors import ScheduleRefused
from sessions.models import (
    EndReason,
    Group,
    OutboxEvent,
    PresenceSpan,
    RosterPart,
    Series,
    Session,
    SessionStatus,
    Zone,
)
from sessions.services import presence
from sessions.services.series import schedule_series
from sessions.services.sessions import (
    cancel_session,
    end_session,
    reschedule_session,
    schedule_session,
)
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_series(group: Group, **changes: Any) -> Series:
    plan: dict[str, Any] = {
        "group": group,
        "kind": factories.kind(),
        "title": "Evening group",
        "weekdays": [4],
        "starts_local": time(18),
        "minutes": 180,
        "from_date": date(2027, 3, 11),
        "until_date": date(2027, 3, 18),
        "now": NOW,
    }
    return schedule_series(**plan | changes)


def told() -> list[tuple[str, dict[str, object]]]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", "payload"))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ScheduleRefused) as refusal:
        act()
    return refusal.value.code


@pytest.fixture
def group() -> Group:
    return factories.group_with(clients=2, within=factories.program(time_zone="America/Los_Angeles"))


def test_a_series_is_laid_out_in_the_programs_local_time(group: Group) -> None:
    series = a_series(group)
    first, second = series.sessions.order_by("starts_at")
    assert first.starts_at == datetime(2027, 3, 12, 2, tzinfo=UTC)  # 18:00 PST
    assert second.starts_at == datetime(2027, 3, 19, 1, tzinfo=UTC)  # 18:00 PDT
    assert [session.ends_at - session.starts_at for session in (first, second)] == [3 * HOUR] * 2
    assert told() == [
        ("SessionScheduled", {"session_id": str(session.pk), "revision": 1}) for session in (first, second)
    ]


def test_every_session_of_a_series_expects_the_group_and_its_facilitators(group: Group) -> None:
    expected = {(someone.client_id, RosterPart.CLIENT) for someone in group.enrolments.all()}
    expected |= {(someone.pk, RosterPart.FACILITATOR) for someone in group.facilitators.all()}
    for session in a_series(group).sessions.all():
        assert set(session.roster.values_list("person", "part")) == expected


def test_a_client_is_expected_only_on_the_days_of_their_enrolment(group: Group) -> None:
    leaving, joining = group.enrolments.order_by("id")
    leaving.ended_date = date(2027, 3, 18)
    leaving.save()
    joining.began_date = date(2027, 3, 18)
    joining.save()
    first, second = a_series(group).sessions.order_by("starts_at")
    clients = [
        set(session.roster.filter(part="client").values_list("person", flat=True))
        for session in (first, second)
    ]
    assert clients == [{leaving.client_id}, {joining.client_id}]


def test_sessions_that_are_over_already_are_laid_out_but_not_announced(group: Group) -> None:
    series = a_series(group, now=datetime(2027, 3, 15, tzinfo=UTC))
    assert (series.sessions.count(), len(told())) == (2, 1)


def test_a_series_at_a_time_that_the_clocks_skip_is_refused_whole(group: Group) -> None:
    plan = {"weekdays": [7], "starts_local": time(2, 30), "from_date": date(2027, 3, 7)}
    assert refused(lambda: a_series(group, **plan)) == "nonexistent_local_time"
    assert (Series.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weekdays": []}, "no_weekdays"),
        ({"weekdays": [0]}, "no_weekdays"),
        ({"weekdays": [1], "until_date": date(2027, 3, 12)}, "no_dates"),
        ({"until_date": date(2027, 3, 10)}, "no_dates"),
        ({"until_date": date(2028, 4, 1)}, "too_long"),
        ({"minutes": 0}, "ends_before_start"),
    ],
)
def test_a_series_that_cannot_be_is_refused(group: Group, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: a_series(group, **changes)) == code


def test_one_session_expects_exactly_whom_it_names() -> None:
    clinician, client = factories.facilitator(), factories.client()
    session = schedule_session(
        program=factories.program(),
        kind=factories.kind("individual", minutes=50),
        title="Individual session",
        starts_at=START,
        ends_at=START + HOUR,
        roster={clinician: RosterPart.FACILITATOR, client: RosterPart.CLIENT},
        now=NOW,
    )
    assert set(session.roster.values_list("person", "part")) == {
        (clinician.pk, "facilitator"),
        (client.pk, "client"),
    }
    assert told() == [("SessionScheduled", {"session_id": str(session.pk), "revision": 1})]


def test_rescheduling_raises_the_revision_and_is_announced() -> None:
    session = factories.session_at(START)
    reschedule_session(session.pk, starts_at=START + HOUR, ends_at=START + 2 * HOUR, now=NOW)
    session.refresh_from_db()
    assert (session.starts_at, session.ends_at, session.revision) == (START + HOUR, START + 2 * HOUR, 2)
    assert told() == [("SessionRescheduled", {"session_id": str(session.pk), "revision": 2})]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"now": START}, "session_began"),
        ({"now": START + 4 * HOUR}, "session_over"),
        ({"ends_at": START + HOUR}, "ends_before_start"),
        ({"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}, "ends_before_start"),
        ({"starts_at": START, "ends_at": START + 3 * HOUR}, "no_change"),
    ],
)
def test_a_move_that_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    session = factories.session_at(START)
    move: dict[str, Any] = {"starts_at": START + HOUR, "ends_at": START + 2 * HOUR, "now": NOW}
    assert refused(lambda: reschedule_session(session.pk, **move | changes)) == code
    assert told() == []


def test_two_sessions_of_a_series_never_start_together() -> None:
    nobody = factories.group_with(facilitators=0, within=factories.program(time_zone="America/Los_Angeles"))
    first, second = a_series(nobody).sessions.order_by("starts_at")
    move = {"starts_at": second.starts_at, "ends_at": second.ends_at + HOUR, "now": NOW}
    assert refused(lambda: reschedule_session(first.pk, **move)) == "time_taken"


def test_cancelling_raises_the_revision_and_is_announced() -> None:
    session = factories.session_at(START)
    cancel_session(session.pk, now=NOW)
    session.refresh_from_db()
    assert (session.status, session.revision) == (SessionStatus.CANCELLED, 2)
    assert told() == [("SessionCancelled", {"session_id": str(session.pk), "revision": 2})]


def test_a_cancelled_session_is_neither_cancelled_again_nor_moved() -> None:
    session = factories.session_at(START)
    cancel_session(session.pk, now=NOW)
    move = {"starts_at": START + HOUR, "ends_at": START + 2 * HOUR, "now": NOW}
    assert refused(lambda: cancel_session(session.pk, now=NOW)) == "session_cancelled"
    assert refused(lambda: reschedule_session(session.pk, **move)) == "session_cancelled"


def test_history_stays_as_it_happened() -> None:
    session = factories.session_at(START)
    assert refused(lambda: cancel_session(session.pk, now=session.ends_at)) == "session_over"


def test_ending_a_session_ends_everyones_presence_and_is_announced_once() -> None:
    live = factories.live_session(clients=2)
    for someone in live.clients:
        presence.open_span(
            session_id=live.session.pk, person_id=someone.pk, connection=uuid4(), zone=Zone.ROOM
        )
    assert end_session(live.session.pk)
    assert not end_session(live.session.pk)
    live.session.refresh_from_db()
    assert live.session.status == SessionStatus.ENDED
    assert live.session.ended_at is not None
    assert list(PresenceSpan.objects.values_list("end_reason", flat=True)) == [EndReason.SESSION_ENDED] * 2
    assert told() == [("SessionEnded", {"session_id": str(live.session.pk)})]


def test_a_cancelled_session_is_not_ended() -> None:
    session = factories.session_at(START)
    cancel_session(session.pk, now=NOW)
    assert not end_session(session.pk)
