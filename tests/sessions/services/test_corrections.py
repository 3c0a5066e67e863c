"""A record is corrected by a version beside it, with a reason; more is billed only with a supervisor's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sessions.domain.errors import CorrectionRefused
from sessions.models import AttendanceCorrection, AttendanceRecord, CorrectionState, Role, Session, User
from sessions.queries.seals import faults_of_attendance
from sessions.services import attendance
from sessions.services.corrections import correct_attendance, cosign_correction, decline_correction
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
LATER = END + timedelta(days=1)
WHY = "She was on the phone with us while her tablet restarted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    session: Session
    facilitator: User
    client: User

    @property
    def record(self) -> AttendanceRecord:
        return AttendanceRecord.objects.get(session=self.session, person=self.client)

    @property
    def history(self) -> list[tuple[int, int, str, bool]]:
        versions = AttendanceRecord.versions.filter(session=self.session, person=self.client)
        return [
            (record.version, record.credited_s, record.status, record.superseded_at is None)
            for record in versions.order_by("version")
        ]


@pytest.fixture
def evening() -> Evening:
    """Three hours with a facilitator throughout, of which the client was there for one."""
    leader, client = factories.facilitator(), factories.client()
    session = factories.session_at(START, clients=[client], facilitators=[leader])
    factories.was_in(session, leader, START, END)
    factories.was_in(session, client, START, START + timedelta(hours=1))
    assert attendance.finalize_due(END + timedelta(minutes=4)) == [session.pk]
    return Evening(session=session, facilitator=leader, client=client)


def correct(evening: Evening, *, by: User | None = None, **said: Any) -> AttendanceCorrection:
    values: dict[str, Any] = {
        "credited_s": 3_000,
        "billable_s": 3_000,
        "excused": False,
        "reason": WHY,
    } | said
    return correct_attendance(evening.record.pk, by=by or evening.facilitator, now=LATER, **values)


def refusal(evening: Evening, **said: Any) -> str:
    with pytest.raises(CorrectionRefused) as refused:
        correct(evening, **said)
    return refused.value.code


def test_a_correction_that_lowers_the_bill_is_in_force_at_once_and_keeps_the_original(
    evening: Evening,
) -> None:
    correction = correct(evening, credited_s=1_800, billable_s=1_800)

    assert correction.state == CorrectionState.IN_FORCE
    assert evening.history == [(1, 3_600, "partial", False), (2, 1_800, "partial", True)]
    assert (evening.record.reason, evening.record.corrected_by) == (WHY, evening.facilitator)
    assert faults_of_attendance() == ()


def test_raising_the_bill_waits_for_another_supervisor(evening: Evening) -> None:
    supervisor = factories.person(Role.SUPERVISOR)

    correction = correct(evening, credited_s=10_800, billable_s=10_800)
    assert (correction.state, evening.record.version) == (CorrectionState.AWAITING, 1)
    cosign_correction(correction.pk, by=supervisor, now=LATER)

    assert evening.history[1] == (2, 10_800, "present", True)
    assert evening.record.cosigned_by == supervisor
    assert faults_of_attendance() == ()


def test_a_supervisor_does_not_sign_what_they_asked_for_themselves(evening: Evening) -> None:
    supervisor = factories.person(Role.SUPERVISOR)
    correction = correct(evening, by=supervisor, credited_s=10_800, billable_s=10_800)

    with pytest.raises(CorrectionRefused) as refused:
        cosign_correction(correction.pk, by=supervisor, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():  # and not in the database either
        AttendanceCorrection.objects.filter(pk=correction.pk).update(
            state=CorrectionState.IN_FORCE, decided_by=supervisor
        )

    assert refused.value.code == "own_correction"
    assert evening.record.version == 1


def test_a_declined_correction_changes_nothing_and_another_may_follow(evening: Evening) -> None:
    correction = correct(evening, credited_s=10_800, billable_s=10_800)
    assert refusal(evening, credited_s=100, billable_s=100) == "another_awaits"

    decline_correction(correction.pk, by=factories.person(Role.SUPERVISOR), now=LATER)

    assert evening.record.version == 1
    assert correct(evening, credited_s=100, billable_s=100).state == CorrectionState.IN_FORCE


def test_excusing_someone_keeps_their_minutes_and_takes_them_off_the_bill(evening: Evening) -> None:
    correct(evening, credited_s=3_600, billable_s=3_600, excused=True)
    assert (evening.record.status, evening.record.credited_s) == ("excused", 3_600)

    unexcused = correct(evening, credited_s=3_600, billable_s=3_600, excused=False)

    assert unexcused.state == CorrectionState.AWAITING, "it would be billed again"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"credited_s": 10_801, "billable_s": 0}, "beyond_countable"),
        ({"credited_s": 3_000, "billable_s": 3_001}, "billable_beyond_credited"),
        ({"credited_s": 3_600, "billable_s": 3_600}, "nothing_changed"),
        ({"reason": "  wrong  "}, "reason_missing"),
    ],
)
def test_what_no_attendance_can_be_is_refused_and_nothing_is_written(
    evening: Evening, said: dict[str, object], code: str
) -> None:
    assert refusal(evening, **said) == code
    assert not AttendanceCorrection.objects.exists()


def test_only_the_sessions_facilitators_and_supervisors_correct(evening: Evening) -> None:
    strangers = [
        factories.facilitator(),
        factories.person(Role.COORDINATOR),
        evening.client,
        factories.person(Role.SUPERVISOR, is_active=False),
    ]
    assert [refusal(evening, by=stranger) for stranger in strangers] == ["not_yours"] * 4


def test_only_supervisors_cosign(evening: Evening) -> None:
    correction = correct(evening, credited_s=10_800, billable_s=10_800)
    for someone in (evening.facilitator, factories.person(Role.COORDINATOR)):
        with pytest.raises(CorrectionRefused) as refused:
            cosign_correction(correction.pk, by=someone, now=LATER)
        assert refused.value.code == "not_a_supervisor"


def test_of_two_who_correct_one_record_at_once_the_second_is_told(evening: Evening) -> None:
    record = evening.record.pk
    supervisor = factories.person(Role.SUPERVISOR)

    def change(by: User, seconds: int) -> str:
        try:
            correct_attendance(
                record, by=by, credited_s=seconds, billable_s=0, excused=False, reason=WHY, now=LATER
            )
        except CorrectionRefused as refused:
            return refused.code
        return "corrected"

    said = at_once([partial(change, evening.facilitator, 600), partial(change, supervisor, 900)])

    assert sorted(map(str, said)) == ["corrected", "corrected_meanwhile"]
    assert [version for version, *_ in evening.history] == [1, 2]


def test_a_hidden_correction_is_found_by_the_verifier(evening: Evening) -> None:
    correct(evening, credited_s=600, billable_s=600)
    AttendanceRecord.versions.filter(version=2).update(superseded_at=LATER)
    AttendanceRecord.versions.filter(version=1).update(superseded_at=None)

    stands, hidden = faults_of_attendance()

    assert stands.endswith("stands although it was corrected")
    assert hidden.endswith("does not stand although it was not corrected")
