"""How the demo's people attended what is over: presence spans as real evenings leave them behind.

Most people came and stayed; some were late, dropped out, left by the button, used two devices or never came. Who does
what on which day follows from the day and their place on the roster, so that it is the same whenever it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sessions.models import (
    DeclaredBreak,
    EndReason,
    PresenceSpan,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    Zone,
)

MINUTE = timedelta(minutes=1)
LONG_ENOUGH_FOR_A_BREAK = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Stay:
    """Some time in one zone, from a single connection."""

    began_at: datetime
    ended_at: datetime
    reason: EndReason
    zone: Zone = Zone.ROOM


Evening = Callable[[datetime, datetime, timedelta], Iterator[Stay]]


def stayed(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start - 6 * MINUTE - jitter, start - MINUTE, EndReason.MOVED, Zone.LOBBY)
    yield Stay(start - MINUTE, end, EndReason.SESSION_ENDED)


def dropped_for_a_moment(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    lost_at = start + (end - start) / 3 + jitter
    yield Stay(start - 2 * MINUTE, lost_at, EndReason.LOST)
    yield Stay(lost_at + timedelta(seconds=75), end, EndReason.SESSION_ENDED)


def came_late(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start + 11 * MINUTE, start + 12 * MINUTE + jitter, EndReason.MOVED, Zone.LOBBY)
    yield Stay(start + 12 * MINUTE + jitter, end, EndReason.SESSION_ENDED)


def left_early(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start - 3 * MINUTE, end - (end - start) / 8 - jitter, EndReason.LEFT)


def stepped_out(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    left_at = start + (end - start) * 0.6 + jitter
    yield Stay(start - 4 * MINUTE, left_at, EndReason.LEFT)
    yield Stay(left_at + 4 * MINUTE, end, EndReason.SESSION_ENDED)


def used_two_devices(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start - MINUTE - jitter, start + (end - start) / 2, EndReason.LOST)
    yield Stay(start + (end - start) / 2 - 3 * MINUTE, end, EndReason.SESSION_ENDED)


def lost_for_good(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start - MINUTE, start + (end - start) / 3 + jitter, EndReason.LOST)


def only_waited(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield Stay(start + 20 * MINUTE, start + 31 * MINUTE + jitter, EndReason.LEFT, Zone.LOBBY)


def never_came(start: datetime, end: datetime, jitter: timedelta) -> Iterator[Stay]:
    yield from ()


# Drawn from in turn; as often as one meets it here, about.
EVENINGS: tuple[Evening, ...] = (
    stayed,
    dropped_for_a_moment,
    stayed,
    came_late,
    stayed,
    used_two_devices,
    stayed,
    left_early,
    stayed,
    stayed,
    stepped_out,
    stayed,
    lost_for_good,
    stayed,
    never_came,
    stayed,
    only_waited,
    stayed,
    stayed,
)


def in_breakouts(stays: Iterable[Stay], *, from_: datetime, to: datetime) -> Iterator[Stay]:
    """The same evening with breakouts from ``from_`` to ``to``: whoever is in the room then goes, and comes back."""
    for stay in stays:
        if stay.zone != Zone.ROOM or not stay.began_at < from_ < to < stay.ended_at:
            yield stay
            continue
        yield Stay(stay.began_at, from_, EndReason.MOVED)
        yield Stay(from_, to, EndReason.MOVED, Zone.BREAKOUT)
        yield Stay(to, stay.ended_at, stay.reason)


def tell(*, now: datetime) -> None:
    """Give every session that is over, and of which nothing is known, its presence and its end. In a transaction."""
    over = Session.objects.filter(
        ends_at__lte=now, status=SessionStatus.SCHEDULED, attendance_final_at=None, spans__isnull=True
    )
    # Locked, so that nobody makes the attendance final between the spans and the end.
    for session in over.order_by("starts_at", "id").select_for_update(of=("self",), no_key=True):
        PresenceSpan.objects.bulk_create(_spans(session))
        if session.ends_at - session.starts_at >= LONG_ENOUGH_FOR_A_BREAK:
            began_at = session.starts_at + 80 * MINUTE
            DeclaredBreak.objects.create(session=session, began_at=began_at, ended_at=began_at + 10 * MINUTE)
        session.status, session.ended_at = SessionStatus.ENDED, session.ends_at
        session.save(update_fields=["status", "ended_at"])


def _spans(session: Session) -> Iterator[PresenceSpan]:
    start, end = session.starts_at, session.ends_at
    entries = RosterEntry.objects.filter(session=session).order_by("person__email")
    for number, entry in enumerate(entries):
        if entry.part != RosterPart.CLIENT:
            yield _span(session, entry.person_id, Stay(start - 7 * MINUTE, end, EndReason.SESSION_ENDED))
            continue
        turn = number * 5 + start.toordinal() * 7
        jitter = timedelta(seconds=turn * 13 % 50)
        # Whoever meets a clinician alone comes, or the clinic would have called.
        evening = EVENINGS[turn % len(EVENINGS)] if session.group_id else stayed
        for stay in evening(start, end, jitter):
            yield _span(session, entry.person_id, stay)


def _span(session: Session, person_id: UUID, stay: Stay) -> PresenceSpan:
    return PresenceSpan(
        session=session,
        person_id=person_id,
        connection=uuid4(),
        zone=stay.zone,
        began_at=stay.began_at,
        last_seen_at=stay.ended_at,
        ended_at=stay.ended_at,
        end_reason=stay.reason,
    )
