"""All that the record has of one client at one session, for a sheet of paper that stands by itself.

Texts and times are ready to be printed: an auditor reads them years from now, without this program. Times are the
program's local ones, to the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from sessions.domain.attendance import EndReason, GapReason, Span, Zone
from sessions.domain.errors import ExportRefused
from sessions.models import (
    Arrival,
    AttendanceRecord,
    AttendanceSeal,
    AttestedKind,
    License,
    Session,
    User,
)
from sessions.queries.facts import Facts, read_facts
from sessions.queries.review import review_of

ZONES = {
    Zone.LOBBY: "lobby",
    Zone.ROOM: "room",
    Zone.BREAKOUT: "breakout room",
    Zone.PHONE: "by phone (attested)",
    Zone.IN_PERSON: "in person (attested)",
}
# How a stay ended, in words for whoever was not there.
ENDINGS = {
    EndReason.LEFT: "left by the button",
    EndReason.REMOVED: "removed by a clinician",
    EndReason.LOST: "connection lost",
    EndReason.SESSION_ENDED: "session ended",
    EndReason.SERVER: "ended by the platform",
    EndReason.MOVED: "went on elsewhere",
}
# The others are written out.
LICENCES_BY_LETTERS = ("lcsw", "lpc", "lmft", "ladc", "pmhnp", "pa", "rn", "ot")
ATTESTED = (Zone.PHONE, Zone.IN_PERSON)
GAPS = {
    GapReason.TECHNICAL: "connection lost",
    GapReason.LEFT: "left",
    GapReason.REMOVED: "removed",
    GapReason.OURS: "outage of the platform",
}
# 42 CFR 2.32(a)(2): the notice that goes with every disclosure of these records.
REDISCLOSURE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From when to when, where or why."""

    began: str
    ended: str
    lasted: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What the record said: as recorded, or as corrected by whom and why."""

    number: int
    credited: str
    billable: str
    status: str
    at: str
    by: str
    cosigned: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    name: str
    licences: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One client at one session."""

    clinic: str
    client: str
    born: str
    program: str
    title: str
    kind: str
    date: str
    window: str
    zone: str
    countable: str
    credited: str
    billable: str
    status: str
    spans: tuple[Line, ...]
    gaps: tuple[Line, ...]
    breaks: tuple[Line, ...]
    outages: tuple[Line, ...]
    leaders: tuple[Leader, ...]
    location: str
    attested: tuple[str, ...]
    versions: tuple[Version, ...]
    signature: str
    seal: str

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def evidence(*, session: Session, client: User, now: datetime) -> Evidence:
    """The sheet of a session whose attendance is final. Raises ``ExportRefused``."""
    versions = list(
        AttendanceRecord.versions.filter(session=session, person=client)
        .select_related("corrected_by", "cosigned_by")
        .order_by("version")
    )
    if not versions:
        raise ExportRefused("not_final")
    clock = Clock(ZoneInfo(session.program.time_zone))
    facts = read_facts([session], now=now)[session.pk]
    standing = versions[-1]
    attended = facts.attendance_of(client.pk)
    profile = getattr(client, "profile", None)
    return Evidence(
        clinic=settings.SITE_NAME,
        client=client.legal_name,
        born=profile.date_of_birth.isoformat() if profile and profile.date_of_birth else "",
        program=session.program.name,
        title=session.title,
        kind=session.kind.name,
        date=clock.date(session.starts_at),
        window=f"{clock.time(session.starts_at)} to {clock.time(session.ends_at)}",
        zone=session.program.time_zone,
        countable=clock.length(standing.countable_s),
        credited=clock.length(standing.credited_s),
        billable=clock.length(standing.billable_s),
        status=standing.status.replace("_", " "),
        spans=tuple(clock.line(span, ZONES[span.zone]) for span in sorted_spans(facts.spans_of(client.pk))),
        gaps=tuple(
            clock.between(
                gap.interval.start, gap.interval.end, GAPS[gap.reason] + (", bridged" if gap.bridged else "")
            )
            for gap in attended.gaps
        ),
        breaks=_breaks(facts, clock),
        outages=tuple(clock.between(out.start, out.end, "recorded outage") for out in facts.sitting.outages),
        leaders=_leaders(session, facts, clock),
        location=_location(session, client, clock),
        attested=tuple(
            f"{AttestedKind(presence.kind).label}, {clock.time(presence.began_at)} to "
            f"{clock.time(presence.ended_at)}, by the word of {presence.attested_by.legal_name} on "
            f"{clock.moment(presence.attested_at)}: {presence.reason}"
            for presence in session.attested.filter(person=client).select_related("attested_by")
        ),
        versions=tuple(_version(record, clock) for record in versions),
        signature=signature_line(session, clock),
        seal=_seal(standing),
    )


class Clock:
    """How instants and lengths are printed."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def date(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%A, %-d %B %Y}"

    def time(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M:%S}"

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%-d %B %Y %H:%M:%S %Z}"

    def length(self, seconds: int | timedelta) -> str:
        """Hours, minutes and seconds; whole minutes are for bills."""
        whole = int(seconds.total_seconds()) if isinstance(seconds, timedelta) else seconds
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"

    def between(self, began_at: datetime, ended_at: datetime, what: str) -> Line:
        lasted = self.length(ended_at - began_at)
        return Line(began=self.time(began_at), ended=self.time(ended_at), lasted=lasted, what=what)

    def line(self, span: Span, what: str) -> Line:
        """An attested time has no ending of its own: nobody saw them go."""
        if span.end_reason and span.zone not in ATTESTED:
            what = f"{what}, {ENDINGS[span.end_reason]}"
        return self.between(span.began_at, span.ended_at, what)


def sorted_spans(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.began_at, span.ended_at))


def signature_line(session: Session, clock: Clock) -> str:
    review = review_of(session)
    if review.signature is None:
        return ""
    return f"{review.signature.signer.legal_name}, {clock.moment(review.signature.signed_at)}"


def _leaders(session: Session, facts: Facts, clock: Clock) -> tuple[Leader, ...]:
    entries = session.roster.filter(part__in=("facilitator", "cofacilitator")).select_related("person")
    held = License.objects.filter(expires_date__gte=session.starts_at.date()).order_by("state")
    return tuple(
        Leader(
            name=entry.person.legal_name,
            licences=", ".join(_licence(each) for each in held.filter(person=entry.person)),
            lines=tuple(
                clock.line(span, ZONES[span.zone])
                for span in sorted_spans(facts.spans_of(entry.person_id))
                if span.zone is not Zone.LOBBY
            ),
        )
        for entry in entries.order_by("person__legal_name")
    )


def _licence(licence: License) -> str:
    """As clinicians sign: ``LPC AZ 4711``."""
    known = licence.kind in LICENCES_BY_LETTERS
    kind = licence.kind.upper() if known else str(licence.get_kind_display())
    return " ".join(filter(None, (kind, licence.state, licence.number)))


def _location(session: Session, client: User, clock: Clock) -> str:
    arrival = Arrival.objects.filter(session=session, person=client, located_at__isnull=False).first()
    if arrival is None or arrival.located_at is None:
        return ""
    return f"{arrival.address}, {arrival.state}; said by the client at {clock.moment(arrival.located_at)}"


def _version(record: AttendanceRecord, clock: Clock) -> Version:
    return Version(
        number=record.version,
        credited=clock.length(record.credited_s),
        billable=clock.length(record.billable_s),
        status=record.status.replace("_", " "),
        at=clock.moment(record.finalized_at),
        by=record.corrected_by.legal_name if record.corrected_by else "",
        cosigned=record.cosigned_by.legal_name if record.cosigned_by else "",
        reason=record.reason,
    )


def _seal(record: AttendanceRecord) -> str:
    seal = AttendanceSeal.objects.filter(record=record).first()
    return f"link {seal.number}, {seal.seal}" if seal else ""


def roster_sheet(*, session: Session, records: Sequence[AttendanceRecord], now: datetime) -> dict[str, Any]:
    """The sheet of a session with these clients' standing records, by legal name."""
    clock = Clock(ZoneInfo(session.program.time_zone))
    facts = read_facts([session], now=now)[session.pk]
    return {
        "clinic": settings.SITE_NAME,
        "program": session.program.name,
        "title": session.title,
        "kind": session.kind.name,
        "date": clock.date(session.starts_at),
        "window": f"{clock.time(session.starts_at)} to {clock.time(session.ends_at)}",
        "zone": session.program.time_zone,
        "countable": clock.length(records[0].countable_s),
        "leaders": [asdict(leader) for leader in _leaders(session, facts, clock)],
        "breaks": [asdict(line) for line in _breaks(facts, clock)],
        "signature": signature_line(session, clock),
        "rows": [
            {
                "client": record.person.legal_name,
                "status": _status(record, facts),
                "first": clock.time(record.first_entered_at) if record.first_entered_at else "–",
                "last": clock.time(record.last_left_at) if record.last_left_at else "–",
                "credited": clock.length(record.credited_s),
                "billable": clock.length(record.billable_s),
            }
            for record in sorted(
                records, key=lambda record: (record.person.legal_name, str(record.person_id))
            )
        ],
    }


def _status(record: AttendanceRecord, facts: Facts) -> str:
    """The one word, with how they took part where that was by nobody's computer."""
    kinds = {AttestedKind(presence.kind).label for presence in facts.attested.get(record.person_id, ())}
    return ", ".join([record.status.replace("_", " "), *sorted(map(str, kinds))])


def _breaks(facts: Facts, clock: Clock) -> tuple[Line, ...]:
    return tuple(clock.between(pause.start, pause.end, "declared break") for pause in facts.sitting.breaks)
