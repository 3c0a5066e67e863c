"""Handing attendance out: on a sheet, with the client's consent and the notice, and noted down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.db import transaction

from sessions.domain.errors import ExportRefused
from sessions.models import AttendanceRecord, Consent, Disclosure, ExportKind, Session, User
from sessions.queries.consents import consents_in_force
from sessions.queries.evidence import REDISCLOSURE, Clock, evidence, roster_sheet
from sessions.queries.record_access import may_read_attendance

SHEETS = Path(__file__).resolve().parent.parent / "sheets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A PDF. ``left_out``: how many clients have no consent for its recipient."""

    content: bytes
    left_out: int = 0


@transaction.atomic
def disclose_evidence(*, session: Session, client: User, consent_id: int, by: User, now: datetime) -> Sheet:
    """The evidence sheet of one client, noted down as disclosed. Raises ``ExportRefused``."""
    if not may_read_attendance(by, session):
        raise ExportRefused("not_yours")
    consent = consents_in_force(clients=[client.pk], today=_day(session, now)).filter(pk=consent_id).first()
    if consent is None:
        raise ExportRefused("no_consent")
    data = evidence(session=session, client=client, now=now).as_json
    content = _print("evidence.typ", data, consent, session, by, now)
    note_disclosures([consent], kind=ExportKind.EVIDENCE, session=session, content=content, by=by, now=now)
    return Sheet(content=content)


@transaction.atomic
def disclose_roster(*, session: Session, recipient: str, by: User, now: datetime) -> Sheet:
    """The sheet of all clients who consented to this recipient; the others are left out. Raises ``ExportRefused``."""
    if not may_read_attendance(by, session):
        raise ExportRefused("not_yours")
    records = list(AttendanceRecord.objects.filter(session=session).select_related("person"))
    if not records:
        raise ExportRefused("not_final")
    everybody = [record.person_id for record in records]
    consents = consents_in_force(clients=everybody, today=_day(session, now)).filter(recipient=recipient)
    given = {consent.client_id: consent for consent in consents}
    if not given:
        raise ExportRefused("no_consent")
    shown = [record for record in records if record.person_id in given]
    data = roster_sheet(session=session, records=shown, now=now)
    content = _print("roster.typ", data, next(iter(given.values())), session, by, now)
    note_disclosures(
        list(given.values()), kind=ExportKind.ROSTER, session=session, content=content, by=by, now=now
    )
    return Sheet(content=content, left_out=len(records) - len(shown))


def note_disclosures(
    consents: Sequence[Consent],
    *,
    kind: ExportKind,
    content: bytes,
    by: User,
    now: datetime,
    session: Session | None = None,
    days: tuple[date, date] | None = None,
) -> None:
    """Write down, for each client, what left and by which consent."""
    if session is not None:
        day = session.starts_at.astimezone(ZoneInfo(session.program.time_zone)).date()
        days = day, day
    assert days is not None
    digest = sha256(content).hexdigest()
    Disclosure.objects.bulk_create(
        Disclosure(
            client_id=consent.client_id,
            consent=consent,
            kind=kind,
            session=session,
            from_date=days[0],
            to_date=days[1],
            made_by=by,
            made_at=now,
            sha256=digest,
        )
        for consent in consents
    )


def _day(session: Session, now: datetime) -> date:
    return now.astimezone(ZoneInfo(session.program.time_zone)).date()


def _print(
    template: str, data: dict[str, Any], consent: Consent, session: Session, by: User, now: datetime
) -> bytes:
    clock = Clock(ZoneInfo(session.program.time_zone))
    frame = {
        "notice": REDISCLOSURE,
        "recipient": consent.recipient,
        "purpose": consent.purpose,
        "printed": clock.moment(now),
        "printed_by": by.legal_name,
    }
    content = typst.compile(
        str(SHEETS / template),
        root=str(SHEETS),
        sys_inputs={"sheet": json.dumps(data | frame)},
        timestamp=int(now.timestamp()),
    )
    assert isinstance(content, bytes)  # without an output a PDF's bytes come back
    return content
