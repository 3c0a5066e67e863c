"""The care domain as FHIR R4 resources (HL7 FHIR 4.0.1): Patient, Practitioner, Appointment and Encounter.

An Encounter is one client's part in one session: its period is from their first entry to their last exit, and its
status history tells each time in the room (in-progress) and away in between (onleave). Ids are hexadecimal; an
Encounter's is its session's followed by its client's, 64 characters, the most that FHIR allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sessions.domain.attendance import TAKING_PART, presence
from sessions.models import AttendanceRecord, License, RosterEntry, RosterPart, Session, SessionStatus, User
from sessions.queries.facts import LEADING, Facts, read_facts

Resource = dict[str, Any]

APPOINTMENT_STATUS = {
    SessionStatus.SCHEDULED: "booked",
    SessionStatus.ENDED: "fulfilled",
    SessionStatus.CANCELLED: "cancelled",
}
# http://terminology.hl7.org/CodeSystem/v3-ActCode: virtual, ambulatory.
VIRTUAL = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "VR",
    "display": "virtual",
}
ATTENDER = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "PPRF"}]
}


def patient(person: User) -> Resource:
    profile = getattr(person, "profile", None)
    born = {"birthDate": profile.date_of_birth.isoformat()} if profile and profile.date_of_birth else {}
    return {
        "resourceType": "Patient",
        "id": person.pk.hex,
        "active": person.is_active,
        "name": [{"text": person.legal_name}],
        **born,
    }


def practitioners(people: Sequence[User]) -> list[Resource]:
    """With their licences, in one query."""
    licences: defaultdict[UUID, list[License]] = defaultdict(list)
    for licence in License.objects.filter(person__in=people).order_by("state", "expires_date"):
        licences[licence.person_id].append(licence)
    return [
        {
            "resourceType": "Practitioner",
            "id": person.pk.hex,
            "active": person.is_active,
            "name": [{"text": person.legal_name}],
            "qualification": [_qualification(licence) for licence in licences[person.pk]] or None,
        }
        for person in people
    ]


def appointment(session: Session, roster: Iterable[RosterEntry]) -> Resource:
    return {
        "resourceType": "Appointment",
        "id": session.pk.hex,
        "meta": {"versionId": str(session.revision)},
        "status": APPOINTMENT_STATUS[SessionStatus(session.status)],
        "serviceType": [{"text": session.kind.name}],
        "start": instant(session.starts_at),
        "end": instant(session.ends_at),
        "minutesDuration": int((session.ends_at - session.starts_at).total_seconds() // 60),
        "participant": [
            {"actor": _reference(entry), "required": "required", "status": "accepted"}
            for entry in roster
            if entry.part != RosterPart.GUEST
        ],
    }


def encounters(records: Sequence[AttendanceRecord], *, now: datetime) -> list[Resource]:
    """Those of standing records, with their sessions, programs and kinds; in a constant number of queries."""
    facts = read_facts(list({record.session_id: record.session for record in records}.values()), now=now)
    leaders = leaders_of(record.session_id for record in records)
    return [_encounter(record, facts[record.session_id], leaders[record.session_id]) for record in records]


def leaders_of(sessions: Iterable[UUID]) -> defaultdict[UUID, list[RosterEntry]]:
    found: defaultdict[UUID, list[RosterEntry]] = defaultdict(list)
    entries = RosterEntry.objects.filter(session__in=list(sessions), part__in=LEADING).select_related(
        "person"
    )
    for entry in entries.order_by("person__legal_name", "person_id"):
        found[entry.session_id].append(entry)
    return found


def encounter_id(session: UUID, person: UUID) -> str:
    return session.hex + person.hex


def instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _encounter(record: AttendanceRecord, facts: Facts, leaders: Sequence[RosterEntry]) -> Resource:
    session = record.session
    came = record.first_entered_at is not None and record.last_left_at is not None
    # R4 has no word for one that was planned and not attended.
    status = "finished" if came and record.status != "cancelled" else "cancelled"
    return {
        "resourceType": "Encounter",
        "id": encounter_id(session.pk, record.person_id),
        "meta": {"versionId": str(record.version), "lastUpdated": instant(record.finalized_at)},
        "status": status,
        "statusHistory": _history(record, facts) or None,
        "class": VIRTUAL,
        "serviceType": {"text": session.kind.name},
        "subject": {"reference": f"Patient/{record.person_id.hex}"},
        "appointment": [{"reference": f"Appointment/{session.pk.hex}"}],
        "participant": [participant for entry in leaders if (participant := _participant(entry, facts))]
        or None,
        "period": _period(record.first_entered_at, record.last_left_at) if came else None,
        "length": {
            "value": record.credited_s,
            "unit": "s",
            "system": "http://unitsofmeasure.org",
            "code": "s",
        },
    }


def _history(record: AttendanceRecord, facts: Facts) -> list[Resource]:
    spans = facts.sitting.until_end(facts.spans_of(record.person_id))
    times = presence(spans, facts.sitting, bridged=False)
    history: list[Resource] = []
    for number, time in enumerate(times):
        if number:
            history.append({"status": "onleave", "period": _period(times[number - 1].end, time.start)})
        history.append({"status": "in-progress", "period": _period(time.start, time.end)})
    return history


def _participant(entry: RosterEntry, facts: Facts) -> Resource | None:
    there = [span for span in facts.spans_of(entry.person_id) if span.zone in TAKING_PART]
    if not there:
        return None
    period = _period(min(span.began_at for span in there), max(span.ended_at for span in there))
    return {
        "type": [ATTENDER],
        "period": period,
        "individual": {"reference": f"Practitioner/{entry.person_id.hex}"},
    }


def _period(start: datetime | None, end: datetime | None) -> Resource | None:
    return {"start": instant(start), "end": instant(end)} if start and end else None


def _reference(entry: RosterEntry) -> Resource:
    kind = "Practitioner" if entry.part in LEADING else "Patient"
    return {"reference": f"{kind}/{entry.person_id.hex}"}


def _qualification(licence: License) -> Resource:
    return {
        "identifier": [{"value": licence.number}] if licence.number else None,
        "code": {"text": f"{licence.kind} ({licence.state})"},
        "period": {"end": licence.expires_date.isoformat()},
    }
