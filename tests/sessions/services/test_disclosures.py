"""Attendance leaves the clinic by a consent on file, with the notice, and is noted down; else it does not leave."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import typst

from sessions.domain.errors import ExportRefused
from sessions.models import Consent, Disclosure, Export, ExportState, Role, Session, User
from sessions.queries.evidence import REDISCLOSURE, evidence
from sessions.services import attendance
from sessions.services.disclosures import disclose_evidence, disclose_roster
from sessions.services.exports import (
    COLUMNS,
    LEASE,
    exports_to_make,
    fetch_export,
    forget_old_exports,
    make_export,
    want_export,
)
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
DAY = date(2027, 3, 10)
END = START + timedelta(hours=3)
LATER = END + timedelta(days=1)
PAYER = "Blue Payer"


@pytest.fixture
def leader() -> User:
    return factories.facilitator(legal_name="Dana Leader")


@pytest.fixture
def clients() -> list[User]:
    return [factories.client(legal_name="Ana First"), factories.client(legal_name="=Ben Second")]


@pytest.fixture
def evening(leader: User, clients: list[User]) -> Session:
    session = factories.session_at(START, clients=clients, facilitators=[leader])
    factories.was_in(session, leader, START, END)
    factories.was_in(session, clients[0], START, START + timedelta(minutes=40))
    factories.was_in(session, clients[0], START + timedelta(minutes=41), END)
    attendance.finalize_due(END + timedelta(minutes=4))
    return session


def consent(client: User, recipient: str = PAYER, **fields: Any) -> Consent:
    values = {
        "information": "attendance",
        "purpose": "payment",
        "signed_date": date(2027, 1, 1),
        "expires_date": date(2028, 1, 1),
        "recorded_by": client,
    }
    return Consent.objects.create(client=client, recipient=recipient, **values | fields)


def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is handed to the typesetter, beside its setting it."""
    seen: list[str] = []
    really = typst.compile

    def compile_and_note(*args: Any, **options: Any) -> Any:
        seen.append(options["sys_inputs"]["sheet"])
        return really(*args, **options)

    monkeypatch.setattr(typst, "compile", compile_and_note)
    return seen


def test_the_evidence_sheet_is_a_pdf_and_is_noted_down(
    evening: Session, leader: User, clients: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, seen = consent(clients[0]), printed(monkeypatch)

    sheet = disclose_evidence(session=evening, client=clients[0], consent_id=given.pk, by=leader, now=LATER)

    assert sheet.content.startswith(b"%PDF-")
    assert REDISCLOSURE in seen[0]
    assert PAYER in seen[0]
    noted = Disclosure.objects.get()
    assert (noted.client, noted.consent, noted.made_by, noted.from_date) == (clients[0], given, leader, DAY)


def test_the_sheet_says_what_the_record_says(evening: Session, clients: list[User]) -> None:
    sheet = evidence(session=evening, client=clients[0], now=LATER)

    assert (sheet.credited, sheet.billable, sheet.status) == ("3:00:00", "2:59:00", "present")
    assert [(line.began, line.ended) for line in sheet.spans] == [
        ("18:00:00", "18:40:00"),
        ("18:41:00", "21:00:00"),
    ]
    assert [(gap.lasted, gap.what) for gap in sheet.gaps] == [("0:01:00", "connection lost, bridged")]
    assert sheet.seal.startswith("link ")


@pytest.mark.parametrize(
    "fields",
    [
        {"revoked_at": LATER},
        {"expires_date": date(2027, 2, 1)},
        {"signed_date": date(2027, 12, 1)},
    ],
)
def test_a_consent_that_is_not_in_force_lets_nothing_out(
    evening: Session, leader: User, clients: list[User], fields: dict[str, Any]
) -> None:
    given = consent(clients[0], **fields)

    with pytest.raises(ExportRefused) as refused:
        disclose_evidence(session=evening, client=clients[0], consent_id=given.pk, by=leader, now=LATER)

    assert refused.value.code == "no_consent"
    assert not Disclosure.objects.exists()


def test_another_clients_consent_lets_nothing_out(
    evening: Session, leader: User, clients: list[User]
) -> None:
    given = consent(clients[1])

    with pytest.raises(ExportRefused) as refused:
        disclose_evidence(session=evening, client=clients[0], consent_id=given.pk, by=leader, now=LATER)

    assert refused.value.code == "no_consent"


def test_the_groups_sheet_leaves_out_who_did_not_consent(
    evening: Session, leader: User, clients: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(clients[0])
    consent(clients[1], "Somebody Else")
    seen = printed(monkeypatch)

    sheet = disclose_roster(session=evening, recipient=PAYER, by=leader, now=LATER)

    assert sheet.left_out == 1
    assert "Ana First" in seen[0]
    assert "Ben Second" not in seen[0]
    assert [noted.client for noted in Disclosure.objects.all()] == [clients[0]]


def test_a_stranger_prints_nothing(evening: Session, clients: list[User]) -> None:
    consent(clients[0])
    with pytest.raises(ExportRefused) as refused:
        disclose_roster(session=evening, recipient=PAYER, by=factories.facilitator(), now=LATER)
    assert refused.value.code == "not_yours"


# --- tables -----------------------------------------------------------------------------------------------------------


def ticking(start: datetime, step: timedelta = timedelta(seconds=1)) -> Iterator[datetime]:
    while True:
        yield start
        start += step


@pytest.fixture
def coordinator() -> User:
    return factories.person(Role.COORDINATOR)


def wanted(by: User, **said: Any) -> Export:
    values: dict[str, Any] = {"recipient": PAYER, "from_date": DAY, "to_date": DAY} | said
    return want_export(by=by, now=LATER, **values)


def made(export: Export, *, step: timedelta = timedelta(seconds=1)) -> bool:
    clock = ticking(LATER, step)
    return make_export(export.pk, clock=lambda: next(clock))


def test_a_table_has_a_row_for_each_client_who_consented(
    evening: Session, coordinator: User, clients: list[User]
) -> None:
    consent(clients[0])
    export = wanted(coordinator)

    assert made(export)

    rows = list(csv.reader(io.StringIO(fetch_export(export.pk, by=coordinator).decode())))
    assert rows[0] == list(COLUMNS)
    assert [(row[0], row[4], row[11], row[12], row[13]) for row in rows[1:]] == [
        ("Ana First", "2027-03-10", "10800", "10740", "179")
    ]
    assert rows[1][-1] == REDISCLOSURE
    export.refresh_from_db()
    assert (export.state, export.done, export.total, export.left_out) == (ExportState.DONE, 2, 2, 1)
    assert [noted.client for noted in Disclosure.objects.all()] == [clients[0]]


def test_a_name_that_looks_like_a_formula_is_inert(
    evening: Session, coordinator: User, clients: list[User]
) -> None:
    consent(clients[1])
    export = wanted(coordinator)
    made(export)

    assert b"'=Ben Second" in fetch_export(export.pk, by=coordinator)


def test_a_table_is_made_once_and_taken_up_again_after_a_worker_died(
    evening: Session, coordinator: User, clients: list[User]
) -> None:
    consent(clients[0])
    export = wanted(coordinator)
    Export.objects.update(state=ExportState.RUNNING, taken_at=LATER)

    assert not exports_to_make(now=LATER + LEASE).exists()
    assert list(exports_to_make(now=LATER + LEASE + timedelta(seconds=1))) == [export]
    clock = ticking(LATER + LEASE + timedelta(seconds=1))
    assert make_export(export.pk, clock=lambda: next(clock))
    assert not made(export)
    assert Disclosure.objects.count() == 1


def test_the_range_is_by_the_programs_own_days(
    evening: Session, coordinator: User, clients: list[User]
) -> None:
    consent(clients[0])
    for day in (date(2027, 3, 9), date(2027, 3, 11)):  # it is the 11th already in UTC when the evening ends
        with pytest.raises(ExportRefused) as refused:
            wanted(coordinator, from_date=day, to_date=day)
        assert refused.value.code == "nothing_in_range"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to_date": date(2027, 3, 9)}, "empty_range"),
        ({"from_date": date(2020, 1, 1)}, "range_too_long"),
        ({"recipient": "Nobody"}, "no_such_recipient"),
    ],
)
def test_an_absurd_table_is_refused(
    evening: Session, coordinator: User, clients: list[User], said: dict[str, Any], code: str
) -> None:
    consent(clients[0])
    with pytest.raises(ExportRefused) as refused:
        wanted(coordinator, **said)
    assert refused.value.code == code
    assert not Export.objects.exists()


def test_only_whoever_asked_fetches_it_and_only_for_a_day(
    evening: Session, coordinator: User, clients: list[User]
) -> None:
    consent(clients[0])
    export = wanted(coordinator)
    made(export)

    with pytest.raises(ExportRefused) as refused:
        fetch_export(export.pk, by=factories.person(Role.COORDINATOR))
    assert refused.value.code == "not_yours"
    assert forget_old_exports(now=LATER + timedelta(hours=23)) == 0
    assert forget_old_exports(now=LATER + timedelta(hours=25)) == 1
    with pytest.raises(ExportRefused) as refused:
        fetch_export(export.pk, by=coordinator)
    assert refused.value.code == "gone"


def test_facilitators_make_no_tables(evening: Session, leader: User, clients: list[User]) -> None:
    consent(clients[0])
    with pytest.raises(ExportRefused) as refused:
        wanted(leader)
    assert refused.value.code == "not_yours"
