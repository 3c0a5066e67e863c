"""What others ended or moved of somebody's presence ends with their last sign of life, once that is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sessions.models import EndReason, PresenceSpan, Session, Zone
from sessions.services import attendance, hindsight, presence
from tests.factories import LiveSession, live_session

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def live() -> LiveSession:
    return live_session(clients=1)


@pytest.fixture
def wire() -> UUID:
    return uuid4()


def was(
    live: LiveSession,
    wire: UUID,
    began: float,
    ended: float | None,
    *,
    seen: float | None = None,
    zone: Zone = Zone.ROOM,
    reason: EndReason = EndReason.SESSION_ENDED,
) -> PresenceSpan:
    """In the room from so many seconds after the start of the session; seen to the end unless it is said when last."""
    starts = live.session.starts_at
    last = seen if seen is not None else ended if ended is not None else began
    return PresenceSpan.objects.create(
        session=live.session,
        person=live.clients[0],
        connection=wire,
        zone=zone,
        began_at=starts + began * SECOND,
        last_seen_at=starts + last * SECOND,
        ended_at=None if ended is None else starts + ended * SECOND,
        end_reason="" if ended is None else reason,
    )


def recorded(live: LiveSession) -> list[tuple[float, float | None, str]]:
    """Every span: from when to when, in whole seconds of the session, and why it ended."""
    starts = live.session.starts_at
    return [
        (
            round((span.began_at - starts) / SECOND),
            None if span.ended_at is None else round((span.ended_at - starts) / SECOND),
            span.end_reason,
        )
        for span in PresenceSpan.objects.order_by("began_at", "ended_at")
    ]


def cut_back(live: LiveSession, wire: UUID, to: float | None) -> None:
    """Who holds the connection says that it was heard last so many seconds after the start."""
    silent_for = None if to is None else datetime.now(UTC) - live.session.starts_at - to * SECOND
    hindsight.cut_back(session_id=live.session.pk, connection=wire, silent_for=silent_for)


def test_an_end_that_came_after_the_last_sign_of_life_is_cut_back_to_it(
    live: LiveSession, wire: UUID
) -> None:
    was(live, wire, 0, 60, seen=45)
    cut_back(live, wire, 50)
    assert recorded(live) == [(0, 50, "lost")]


@pytest.mark.parametrize("reason", [EndReason.LEFT, EndReason.REMOVED])
def test_an_end_that_somebody_meant_stays_what_it_is(
    live: LiveSession, wire: UUID, reason: EndReason
) -> None:
    was(live, wire, 0, 60, seen=45, reason=reason)
    cut_back(live, wire, 50)
    assert recorded(live) == [(0, 50, reason)]


def test_nobody_is_cut_back_to_before_they_were_seen(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 60, seen=55)
    cut_back(live, wire, 50)
    assert recorded(live) == [(0, 55, "lost")]


def test_a_move_is_no_sign_of_life(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 60, seen=40, reason=EndReason.MOVED)
    was(live, wire, 60, 70, seen=60, zone=Zone.BREAKOUT)
    cut_back(live, wire, 50)
    assert recorded(live) == [(0, 50, "lost"), (60, 60, "lost")]


def test_whoever_was_heard_after_a_move_was_there_before_it(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 60, seen=40, reason=EndReason.MOVED)
    was(live, wire, 60, 90, seen=65, zone=Zone.BREAKOUT)
    cut_back(live, wire, 70)
    assert recorded(live) == [(0, 60, "moved"), (60, 70, "lost")]


def test_what_began_anew_is_not_cut_back(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 60, seen=45)
    was(live, wire, 70, 90, seen=75)
    cut_back(live, wire, 50)
    assert recorded(live) == [(0, 50, "lost"), (70, 90, "session_ended")]


def test_where_nobody_knows_more_the_last_renewal_tells(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 60, seen=40, reason=EndReason.MOVED)
    was(live, wire, 60, 60, zone=Zone.BREAKOUT, reason=EndReason.SERVER)
    cut_back(live, wire, None)
    assert recorded(live) == [(0, 40, "lost"), (60, 60, "server")]


def test_a_lease_that_runs_out_after_a_move_ends_presence_before_the_move(
    live: LiveSession, wire: UUID
) -> None:
    was(live, wire, 0, 60, seen=40, reason=EndReason.MOVED)
    was(live, wire, 60, None, zone=Zone.BREAKOUT)
    assert len(presence.end_expired()) == 1
    assert recorded(live) == [(0, 40, "lost"), (60, 60, "server")]


def vouch(live: LiveSession, wire: UUID) -> None:
    hindsight.vouch(session_id=live.session.pk, connection=wire, silent_for=timedelta(0))


def nobody(live: LiveSession, wire: UUID) -> None:
    pass


@pytest.mark.parametrize(
    ("testify", "ended", "reason"), [(vouch, 90, "session_ended"), (nobody, 60, "server")]
)
def test_a_record_counts_what_somebody_vouched_for(
    live: LiveSession, wire: UUID, testify: Callable[[LiveSession, UUID], None], ended: int, reason: str
) -> None:
    """The web server died after 60 s, or its database was away: the spans look alike until it says."""
    was(live, wire, 0, 90, seen=60)
    testify(live, wire)
    hindsight.settle(live.session.pk)
    assert recorded(live) == [(0, ended, reason)]


def test_whoever_was_renewed_a_moment_before_the_end_needs_nobody_to_vouch(
    live: LiveSession, wire: UUID
) -> None:
    was(live, wire, 0, 60, seen=59, reason=EndReason.MOVED)
    was(live, wire, 60, 74, seen=60, zone=Zone.BREAKOUT)
    hindsight.settle(live.session.pk)
    assert recorded(live) == [(0, 60, "moved"), (60, 74, "session_ended")]


def test_where_nobody_was_heard_since_before_a_move_presence_ended_then(
    live: LiveSession, wire: UUID
) -> None:
    was(live, wire, 0, 60, seen=40, reason=EndReason.MOVED)
    was(live, wire, 60, 74, seen=60, zone=Zone.BREAKOUT, reason=EndReason.LEFT)
    hindsight.settle(live.session.pk)
    assert recorded(live) == [(0, 40, "server"), (60, 60, "left")]


def test_a_final_record_is_settled_and_stays_as_it_is(live: LiveSession, wire: UUID) -> None:
    was(live, wire, 0, 90, seen=60)
    assert attendance.finalize(live.session.pk, now=datetime.now(UTC))
    assert recorded(live) == [(0, 60, "server")]
    assert Session.objects.get().attendance_final_at is not None
    PresenceSpan.objects.update(ended_at=live.session.starts_at + 90 * SECOND)
    cut_back(live, wire, 70)
    assert recorded(live) == [(0, 90, "server")]
