"""What the attendance of some sessions is computed from, read in a constant number of SQL queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sessions.domain.attendance import Attendance, EndReason, Sitting, Span, Zone, attendance
from sessions.domain.intervals import Interval
from sessions.models import (
    AttestedPresence,
    DeclaredBreak,
    Outage,
    PresenceSpan,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
)
from sessions.queries.written import Among, Given, Written, WrittenRows

# An open span that was not renewed for this long has ended, also where nobody has written that down yet.
SILENT_AFTER = timedelta(seconds=30)
LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One session: its clients in order of their legal names, and everyone's spans as of the time of reading."""

    session: Session
    clients: tuple[User, ...]
    spans: Mapping[UUID, Sequence[PresenceSpan]]
    attested: Mapping[UUID, Sequence[AttestedPresence]]
    sitting: Sitting
    now: datetime

    def spans_of(self, person_id: UUID) -> list[Span]:
        """Recorded ones, and those that staff attested."""
        recorded = [as_of(span, self.now) for span in self.spans.get(person_id, ())]
        return recorded + [as_attested(presence) for presence in self.attested.get(person_id, ())]

    def attendance_of(self, person_id: UUID) -> Attendance:
        cancelled = self.session.status == SessionStatus.CANCELLED
        return attendance(spans=self.spans_of(person_id), sitting=self.sitting, cancelled=cancelled)


_ROSTERS = WrittenRows(
    RosterEntry,
    lambda: (
        RosterEntry.objects.filter(Among("session_id", "sessions"))
        .select_related("person")
        .order_by("person__legal_name", "person_id")
    ),
)
_SPANS = WrittenRows(
    PresenceSpan,
    lambda: PresenceSpan.objects.filter(Among("session_id", "sessions")).order_by("began_at", "id"),
)
_ATTESTED = WrittenRows(
    AttestedPresence,
    lambda: AttestedPresence.objects.filter(Among("session_id", "sessions")).order_by("began_at", "id"),
)
_BREAKS = Written(
    lambda: DeclaredBreak.objects.filter(Among("session_id", "sessions")).values_list(
        "session_id", "began_at", "ended_at"
    )
)
_OUTAGES = Written(
    lambda: Outage.objects.filter(began_at__lt=Given("last"), ended_at__gt=Given("first")).values_list(
        "began_at", "ended_at"
    )
)


def read_facts(sessions: Sequence[Session], *, now: datetime) -> dict[UUID, Facts]:
    """The facts of each session, by its id, in five queries. Let ``sessions`` come with their programs."""
    if not sessions:
        return {}
    ids = [session.pk for session in sessions]
    roster: defaultdict[UUID, list[RosterEntry]] = defaultdict(list)
    for entry in _ROSTERS.rows(sessions=ids):
        roster[entry.session_id].append(entry)
    spans: defaultdict[UUID, defaultdict[UUID, list[PresenceSpan]]] = defaultdict(lambda: defaultdict(list))
    for span in _SPANS.rows(sessions=ids):
        spans[span.session_id][span.person_id].append(span)
    attested: defaultdict[UUID, defaultdict[UUID, list[AttestedPresence]]]
    attested = defaultdict(lambda: defaultdict(list))
    for presence in _ATTESTED.rows(sessions=ids):
        attested[presence.session_id][presence.person_id].append(presence)
    breaks: defaultdict[UUID, list[Interval]] = defaultdict(list)
    for session_id, began_at, ended_at in _BREAKS.ask(sessions=ids):
        breaks[session_id].append(Interval(began_at, ended_at))
    outages = _outages(sessions)
    return {
        session.pk: _facts(
            session,
            roster=roster[session.pk],
            spans=spans[session.pk],
            attested=attested[session.pk],
            breaks=breaks[session.pk],
            outages=outages,
            now=now,
        )
        for session in sessions
    }


def as_of(span: PresenceSpan, now: datetime) -> Span:
    """The span as attendance counts it."""
    return span_as_of(
        now,
        began_at=span.began_at,
        last_seen_at=span.last_seen_at,
        ended_at=span.ended_at,
        zone=span.zone,
        end_reason=span.end_reason,
    )


def span_as_of(
    now: datetime,
    *,
    began_at: datetime,
    last_seen_at: datetime,
    ended_at: datetime | None,
    zone: str,
    end_reason: str,
) -> Span:
    """One still open lasts until ``now``, a silent one until it was last seen."""
    reason = EndReason(end_reason) if end_reason else None
    if ended_at is None:
        silent = now - last_seen_at > SILENT_AFTER
        ended_at, reason = (last_seen_at, EndReason.SERVER) if silent else (now, None)
    # The database's clock may be a moment ahead of ours.
    return Span(began_at=began_at, ended_at=max(ended_at, began_at), zone=Zone(zone), end_reason=reason)


def as_attested(presence: AttestedPresence) -> Span:
    """Attested presence as attendance counts it."""
    return attested_span(began_at=presence.began_at, ended_at=presence.ended_at, kind=presence.kind)


def attested_span(*, began_at: datetime, ended_at: datetime, kind: str) -> Span:
    """Its end is no leaving: they may well have come in by computer."""
    return Span(began_at=began_at, ended_at=ended_at, zone=Zone(kind), end_reason=EndReason.MOVED)


def _facts(
    session: Session,
    *,
    roster: Sequence[RosterEntry],
    spans: Mapping[UUID, Sequence[PresenceSpan]],
    attested: Mapping[UUID, Sequence[AttestedPresence]],
    breaks: Sequence[Interval],
    outages: Sequence[Interval],
    now: datetime,
) -> Facts:
    leaders = [entry.person_id for entry in roster if entry.part in LEADING]
    return Facts(
        session=session,
        clients=tuple(entry.person for entry in roster if entry.part == RosterPart.CLIENT),
        spans=spans,
        attested=attested,
        sitting=Sitting(
            window=Interval(session.starts_at, session.ends_at),
            facilitators=[
                [
                    *(as_of(span, now) for span in spans.get(leader, ())),
                    *(as_attested(presence) for presence in attested.get(leader, ())),
                ]
                for leader in leaders
            ],
            breaks=breaks,
            outages=outages,
            rules=session.program.attendance_rules,
        ),
        now=now,
    )


def _outages(sessions: Sequence[Session]) -> list[Interval]:
    first, last = min(each.starts_at for each in sessions), max(each.ends_at for each in sessions)
    return [Interval(began_at, ended_at) for began_at, ended_at in _OUTAGES.ask(first=first, last=last)]
