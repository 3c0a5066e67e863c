"""Whether a row should still go out, as the facts are now. Read in the transaction that lets it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.domain.delivery import TOLD, Reason, Status
from notifications.domain.planning import ANSWERS, AT_ANY_HOUR, JOINING, KIND_OF, RINGING, Channel, Tier
from notifications.models import Reminder, StaffTask
from notifications.services.reaching import Reach
from sessions.domain.attendance import Status as Attended
from sessions.domain.recurrence import zone_named
from sessions.models import (
    AttendanceRecord,
    Enrolment,
    PresenceSpan,
    RosterEntry,
    RosterPart,
    SafetyAlert,
    Session,
    SessionStatus,
)

# Of a session that is over these still have something to say.
_AFTER_THE_END = frozenset({Tier.MISSED})
_OF_PRESENCE = JOINING | {Tier.MISSED}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a row is not to be sent, as it is written on the row."""

    status: Status
    reason: Reason | None = None


def objection_to(row: Reminder, *, reach: Reach, now: datetime) -> Objection | None:
    """The first thing that speaks against sending it; None where nothing does."""
    if not row.recipient.is_active:
        return _suppressed(Reason.ACCOUNT_INACTIVE)
    about = _about_session(row, row.session) if row.session is not None else _about_occasion(row)
    return about or _in_the_way(row, reach=reach, now=now)


def _about_session(row: Reminder, session: Session) -> Objection | None:
    if row.revision != session.revision:
        return Objection(Status.SUPERSEDED)
    if row.tier != Tier.CANCELLED and session.status == SessionStatus.CANCELLED:
        return _suppressed(Reason.SESSION_CANCELLED)
    if session.status == SessionStatus.ENDED and row.tier not in _AFTER_THE_END:
        return _suppressed(Reason.SESSION_OVER)
    part = RosterPart.GUEST if row.is_for_guest else RosterPart.CLIENT
    if not RosterEntry.objects.filter(session=session, person=row.recipient, part=part).exists():
        return _suppressed(Reason.NOT_ON_ROSTER)
    if not _is_enrolled(row, session):
        return _suppressed(Reason.NOT_ENROLLED)
    if row.tier in _OF_PRESENCE:
        return _about_presence(row, session)
    return None


def _is_enrolled(row: Reminder, session: Session) -> bool:
    """False where they had a seat in the session's group, and none on its date. A guest of the group never had one."""
    if session.group_id is None:
        return True
    seats = Enrolment.objects.filter(client=row.recipient, group=session.group_id)
    day = session.starts_at.astimezone(zone_named(session.program.time_zone)).date()
    held = [seat.covers(day) for seat in seats]
    return any(held) or not held


def _about_presence(row: Reminder, session: Session) -> Objection | None:
    """Whoever is there, or was, needs no way in; nor does whoever told us that they won't come."""
    present = PresenceSpan.objects.filter(person=row.recipient)
    if present.filter(session=session).exists():
        return _suppressed(Reason.ALREADY_THERE)
    if row.tier == Tier.MISSED and present.filter(began_at__gt=session.starts_at).exists():
        return _suppressed(Reason.ALREADY_THERE)
    record = AttendanceRecord.objects.filter(session=session, person=row.recipient)
    if record.filter(status=Attended.EXCUSED).exists():
        return _suppressed(Reason.EXCUSED)
    told = Reminder.objects.filter(
        session=session, recipient=row.recipient, tier=Tier.STARTED, status__in=TOLD, channel=row.channel
    )
    if row.tier == Tier.NUDGE and told.exists():
        return _suppressed(Reason.ALREADY_TOLD)
    return None


def _about_occasion(row: Reminder) -> Objection | None:
    """Of what is about no session: whether somebody saw to it in the meantime."""
    match row.tier:
        case Tier.ALERT:
            settled = SafetyAlert.objects.filter(pk=UUID(row.occasion), seen_at__isnull=False).exists()
        case Tier.TASK:
            settled = StaffTask.objects.filter(pk=UUID(row.occasion), done_at__isnull=False).exists()
        case _:
            settled = False
    return _suppressed(Reason.SETTLED) if settled else None


def _in_the_way(row: Reminder, *, reach: Reach, now: datetime) -> Objection | None:
    channel, tier = Channel(row.channel), Tier(row.tier)
    if tier in ANSWERS:
        return None if reach.address(channel) else _suppressed(Reason.NO_ADDRESS)
    obstacle = reach.obstacle(channel)
    if obstacle is not None:
        return _suppressed(obstacle)
    stands_in = row.fallback_for_id is not None or channel in reach.open(tier) or channel is Channel.EMAIL
    if tier in KIND_OF and channel not in reach.chosen(tier) and not stands_in:
        return _suppressed(Reason.NOT_CHOSEN)
    asleep = channel in RINGING and reach.zone is not None and not reach.hours.hold(now, zone=reach.zone)
    if asleep and tier not in AT_ANY_HOUR:
        return _suppressed(Reason.QUIET_HOURS)
    return None


def _suppressed(reason: Reason) -> Objection:
    return Objection(Status.SUPPRESSED, reason)
