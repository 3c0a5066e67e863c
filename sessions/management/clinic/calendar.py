"""The clinic's sessions, who is expected at them, and how people attended those that are over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from sessions.domain.attendance import Attendance, Rules, Sitting, Span, Zone, attendance
from sessions.domain.intervals import Interval
from sessions.management.clinic.people import Written
from sessions.management.clinic.plan import ZONE, ClinicPlan, GroupPlan, alone, meetings, new_id
from sessions.management.clinic.topics import Turns, write_curricula
from sessions.management.clinic.writing import copy_in, create
from sessions.management.demo.history import EVENINGS, Stay, in_breakouts, stayed
from sessions.models import (
    AttendanceRecord,
    DeclaredBreak,
    EndReason,
    Holiday,
    PresenceSpan,
    RosterEntry,
    RosterPart,
    Series,
    Session,
    SessionKind,
    SessionStatus,
)
from sessions.services.seals import seal

MINUTE = timedelta(minutes=1)
SESSIONS_AT_A_TIME = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session with its people: clients' ids and the clinician's."""

    session: Session
    clients: tuple[UUID, ...]
    clinician: UUID
    break_minutes: int


def write_calendar(
    plan: ClinicPlan, written: Written, *, monday: date, weeks: range, now: datetime, breakouts: int = 0
) -> int:
    """The sessions of these weeks with rosters, and attendance of what is over. Returns how many sessions."""
    kinds = SessionKind.objects.in_bulk(["process-group", "individual"])
    turns = write_curricula(written.programs.values())
    series = {
        group.id: _series(plan, written, group, kinds["process-group"], monday, weeks)
        for group in plan.groups
    }
    for group in plan.groups:
        series[group.id].curriculum = turns[group.program_name].curriculum
    copy_in(series.values())
    made = 0
    batch: list[Meeting] = []
    for meeting in _meetings(plan, written, kinds, series, turns, monday=monday, weeks=weeks):
        batch.append(meeting)
        if len(batch) == SESSIONS_AT_A_TIME:
            made += _write(plan, batch, now, breakouts)
            batch = []
    return made + _write(plan, batch, now, breakouts)


def _series(
    plan: ClinicPlan, written: Written, group: GroupPlan, kind: SessionKind, monday: date, weeks: range
) -> Series:
    last = monday + timedelta(weeks=weeks.stop, days=-1)
    return Series(
        id=new_id(plan.rng),
        program=written.programs[group.program_name],
        group_id=group.id,
        kind=kind,
        title="Process group",
        weekdays=list(group.track.weekdays),
        starts_local=group.track.at,
        minutes=group.track.minutes,
        time_zone=ZONE.key,
        from_date=monday + timedelta(weeks=weeks.start),
        until_date=last,
        laid_out_until=last,
    )


def _meetings(
    plan: ClinicPlan,
    written: Written,
    kinds: dict[str, SessionKind],
    series: dict[UUID, Series],
    turns: dict[str, Turns],
    *,
    monday: date,
    weeks: range,
) -> Iterator[Meeting]:
    positions: defaultdict[UUID, Iterator[int]] = defaultdict(count)
    near = range(max(weeks.start, -2), weeks.stop)
    days_off = set(
        Holiday.objects.values_list("date", flat=True)
    )  # groups don't meet on them; two people may
    for group in plan.groups:
        program = written.programs[group.program_name]
        of_group = (
            (start.astimezone(ZONE).date(), start, end)
            for start, end in meetings(group.track, monday=monday, weeks=weeks)
        )
        for position, (day, start, end) in enumerate(each for each in of_group if each[0] not in days_off):
            yield Meeting(
                session=Session(
                    id=new_id(plan.rng),
                    program=program,
                    group_id=group.id,
                    series=series[group.id],
                    series_date=day,
                    kind=kinds["process-group"],
                    topic=turns[group.program_name].turn(position),
                    title="Process group",
                    starts_at=start,
                    ends_at=end,
                ),
                clients=tuple(each.id for each in group.clients if written.began[each.id] <= day),
                clinician=group.clinician.id,
                break_minutes=group.track.break_minutes,
            )
        for client in group.clients:
            for start, end in alone(next(positions[group.clinician.id]), monday=monday, weeks=near):
                if start.astimezone(ZONE).date() < written.began[client.id]:
                    continue
                yield Meeting(
                    session=Session(
                        id=new_id(plan.rng),
                        program=program,
                        kind=kinds["individual"],
                        title="Individual therapy",
                        starts_at=start,
                        ends_at=end,
                    ),
                    clients=(client.id,),
                    clinician=group.clinician.id,
                    break_minutes=0,
                )


def _write(plan: ClinicPlan, meetings: Sequence[Meeting], now: datetime, breakouts: int) -> int:
    """Sessions, rosters, who came to what has begun and, of what is long over, final records."""
    over = [meeting for meeting in meetings if meeting.session.ends_at + 5 * MINUTE <= now]
    for meeting in over:
        meeting.session.status = SessionStatus.ENDED
        meeting.session.ended_at = meeting.session.ends_at
        meeting.session.attendance_final_at = meeting.session.ends_at + 5 * MINUTE
    copy_in(meeting.session for meeting in meetings)
    copy_in(
        RosterEntry(session=meeting.session, person_id=person_id, part=part)
        for meeting in meetings
        for person_id, part in (
            (meeting.clinician, RosterPart.FACILITATOR),
            *((client_id, RosterPart.CLIENT) for client_id in meeting.clients),
        )
    )
    on = [each for each in meetings if each.session.starts_at < now < each.session.ends_at + 5 * MINUTE]
    spans = [span for each in on for span in _spans(plan, each, _stays(plan, each, breakouts), now)]
    records: defaultdict[UUID, list[AttendanceRecord]] = defaultdict(list)
    for meeting in over:
        stays = _stays(plan, meeting, breakouts)
        spans += _spans(plan, meeting, stays, now)
        records[meeting.session.program_id] += _records(meeting, stays)
    copy_in(spans)
    copy_in(
        DeclaredBreak(session=meeting.session, began_at=pause.start, ended_at=pause.end)
        for meeting in (*on, *over)
        for pause in _breaks(meeting)
        if pause.end <= now
    )
    for program_id, found in records.items():
        seal(create(found), program_id=program_id)
    return len(meetings)


def _breaks(meeting: Meeting) -> list[Interval]:
    if not meeting.break_minutes:
        return []
    start = meeting.session.starts_at + 80 * MINUTE
    return [Interval(start, start + meeting.break_minutes * MINUTE)]


def _stays(plan: ClinicPlan, meeting: Meeting, breakouts: int) -> dict[UUID, list[Stay]]:
    start, end = meeting.session.starts_at, meeting.session.ends_at
    found = {meeting.clinician: [Stay(start - 7 * MINUTE, end, EndReason.SESSION_ENDED)]}
    for client_id in meeting.clients:
        evening = plan.rng.choice(EVENINGS) if meeting.session.group_id else stayed
        stays = evening(start, end, timedelta(seconds=plan.rng.randrange(50)))
        for turn in range(breakouts if meeting.session.group_id else 0):
            from_ = end - (20 * turn + 15) * MINUTE
            stays = in_breakouts(stays, from_=from_, to=from_ + 10 * MINUTE)
        found[client_id] = list(stays)
    return found


def _spans(
    plan: ClinicPlan, meeting: Meeting, stays: dict[UUID, list[Stay]], now: datetime
) -> Iterator[PresenceSpan]:
    """As of ``now``: whoever goes later is still there, and was seen this very moment."""
    for person_id, found in stays.items():
        for stay in (each for each in found if each.began_at < now):
            gone = stay.ended_at <= now
            yield PresenceSpan(
                id=new_id(plan.rng),
                session=meeting.session,
                person_id=person_id,
                connection=new_id(plan.rng),
                zone=stay.zone,
                began_at=stay.began_at,
                last_seen_at=min(stay.ended_at, now),
                ended_at=stay.ended_at if gone else None,
                end_reason=stay.reason if gone else "",
            )


def _records(meeting: Meeting, stays: dict[UUID, list[Stay]]) -> Iterator[AttendanceRecord]:
    """What the spans come to, by the product's own arithmetic."""
    session = meeting.session
    sitting = Sitting(
        window=Interval(session.starts_at, session.ends_at),
        facilitators=[_as_spans(stays[meeting.clinician])],
        breaks=_breaks(meeting),
        rules=Rules(),
    )
    for client_id in meeting.clients:
        attended = attendance(spans=_as_spans(stays[client_id]), sitting=sitting)
        yield _record(session, client_id, attended)


def _as_spans(stays: Sequence[Stay]) -> list[Span]:
    return [
        Span(began_at=stay.began_at, ended_at=stay.ended_at, zone=Zone(stay.zone), end_reason=stay.reason)
        for stay in stays
    ]


def _record(session: Session, client_id: UUID, attended: Attendance) -> AttendanceRecord:
    return AttendanceRecord(
        session=session,
        person_id=client_id,
        credited_s=int(attended.credited.total_seconds()),
        billable_s=int(attended.billable.total_seconds()),
        countable_s=int(attended.countable.total_seconds()),
        lobby_s=int(attended.lobby.total_seconds()),
        status=attended.status,
        late=attended.late,
        left_early=attended.left_early,
        first_entered_at=attended.first_entered_at,
        last_left_at=attended.last_left_at,
        finalized_at=session.attendance_final_at or datetime.now(UTC),
    )
