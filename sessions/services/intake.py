"""From a request on the public page to an enrolled client, step by step.

Each step is taken once: the request's row is locked, and whoever comes second reads that somebody was quicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import IntakeRefused
from sessions.domain.events import ConsultationRequested
from sessions.models import (
    COVERED,
    ClosedReason,
    ConsultationRequest,
    Coverage,
    Decision,
    Enrolment,
    Group,
    InsuranceCheck,
    Payer,
    ReachBy,
    RequestStatus,
    Screening,
    User,
)
from sessions.services.accounts import open_account
from sessions.services.enrolment import enrol_client, set_care_team
from sessions.services.outbox import announce

OPEN = (RequestStatus.NEW, RequestStatus.SCREENING, RequestStatus.INSURANCE, RequestStatus.READY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody left on the public page."""

    name: str
    email: str
    phone: str
    reach_by: ReachBy
    call_time: str
    state: str
    language: str


@transaction.atomic
def ask_for_consultation(*, asked: Asked, now: datetime) -> ConsultationRequest:
    """A request for the intake board. Raises ``IntakeRefused`` where nobody could be answered."""
    if not asked.email and not asked.phone:
        raise IntakeRefused("no_way_to_answer")
    if asked.reach_by == ReachBy.PHONE and not asked.phone:
        raise IntakeRefused("no_phone")
    if asked.reach_by == ReachBy.EMAIL and not asked.email:
        raise IntakeRefused("no_email")
    request = ConsultationRequest.objects.create(
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        reach_by=asked.reach_by,
        call_time=asked.call_time,
        state=asked.state,
        language=asked.language,
        asked_at=now,
    )
    announce(ConsultationRequested(request_id=request.pk))
    return request


@transaction.atomic
def take_request(*, request_id: UUID, by: User) -> ConsultationRequest:
    """Somebody calls this person and screens them. Raises ``IntakeRefused`` where somebody else does already."""
    request = _locked(request_id, RequestStatus.NEW)
    request.status, request.assigned_to = RequestStatus.SCREENING, by
    request.save(update_fields=["status", "assigned_to"])
    return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The four answers that care at home rests on, and what the clinician makes of them."""

    stable_home: bool
    motivated: bool
    detox_done: bool
    safe_without_supervision: bool
    decision: Decision
    weekly_hours: Decimal | None = None
    note: str = ""

    @property
    def safe_at_home(self) -> bool:
        return self.stable_home and self.motivated and self.detox_done and self.safe_without_supervision


@transaction.atomic
def decide(*, request_id: UUID, screened: Screened, by: User, now: datetime) -> Screening:
    """The clinician's decision: on to the insurance check, or closed since another kind of care fits.

    Raises ``IntakeRefused``.
    """
    accepted = screened.decision == Decision.ACCEPT
    if accepted and not screened.safe_at_home:
        raise IntakeRefused("not_safe_at_home")
    if accepted and not screened.weekly_hours:
        raise IntakeRefused("hours_missing")
    request = _locked(request_id, RequestStatus.SCREENING)
    screening = Screening.objects.create(
        request=request,
        stable_home=screened.stable_home,
        motivated=screened.motivated,
        detox_done=screened.detox_done,
        safe_without_supervision=screened.safe_without_supervision,
        weekly_hours=screened.weekly_hours if accepted else None,
        note=screened.note,
        decision=screened.decision,
        decided_by=by,
        decided_at=now,
    )
    if accepted:
        request.status = RequestStatus.INSURANCE
        request.save(update_fields=["status"])
    else:
        _close(request, ClosedReason.NOT_SUITABLE, now)
    return screening


@transaction.atomic
def note_insurance(
    *,
    request_id: UUID,
    coverage: Coverage,
    payer: Payer | None,
    member_number: str,
    note: str,
    by: User,
    now: datetime,
) -> InsuranceCheck:
    """What the check found so far; with somebody who pays the client may be enrolled. Raises ``IntakeRefused``."""
    request = _locked(request_id, RequestStatus.INSURANCE, RequestStatus.READY)
    if coverage == Coverage.COVERED and payer is None:
        raise IntakeRefused("status_missing", "Choose who covers it.")
    check, _ = InsuranceCheck.objects.update_or_create(
        request=request,
        defaults={
            "coverage": coverage,
            "payer": payer,
            "member_number": member_number.strip(),
            "note": note.strip(),
            "checked_by": by,
            "checked_at": now,
        },
    )
    request.status = RequestStatus.READY if coverage in COVERED else RequestStatus.INSURANCE
    request.save(update_fields=["status"])
    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where, from when and for how many hours somebody is enrolled, and who cares for them."""

    group: Group
    from_date: date
    weekly_hours: Decimal
    planned_end_date: date | None
    care_team: tuple[tuple[User, str], ...] = ()


@transaction.atomic
def enrol_from_request(
    *, request_id: UUID, legal_name: str, display_name: str, email: str, place: Place, now: datetime
) -> Enrolment:
    """The client's account (their own, if they had one), their seat and care team; all of it or nothing.

    Raises ``IntakeRefused``, ``EnrolmentRefused`` and ``ScheduleRefused``.
    """
    request = _locked(request_id, RequestStatus.READY)
    if not email:
        raise IntakeRefused("no_email")
    client = open_account(
        email=email,
        legal_name=legal_name,
        display_name=display_name,
        phone=request.phone,
        language=request.language,
        time_zone=place.group.track.program.time_zone,
    )
    enrolment = enrol_client(
        client=client,
        group=place.group,
        from_date=place.from_date,
        weekly_hours=place.weekly_hours,
        planned_end_date=place.planned_end_date,
        now=now,
    )
    if place.care_team:
        set_care_team(enrolment_id=enrolment.pk, team=place.care_team)
    request.status, request.enrolment = RequestStatus.ENROLLED, enrolment
    request.save(update_fields=["status", "enrolment"])
    return enrolment


@transaction.atomic
def close_request(*, request_id: UUID, reason: ClosedReason, now: datetime) -> ConsultationRequest:
    """It goes no further. Raises ``IntakeRefused`` where it is closed or enrolled already."""
    request = _locked(request_id, *OPEN)
    _close(request, reason, now)
    return request


def _locked(request_id: UUID, *expected: RequestStatus) -> ConsultationRequest:
    request = ConsultationRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    if request.status not in expected:
        raise IntakeRefused("step_taken")
    return request


def _close(request: ConsultationRequest, reason: ClosedReason, now: datetime) -> None:
    request.status, request.closed_reason, request.closed_at = RequestStatus.CLOSED, reason, now
    request.save(update_fields=["status", "closed_reason", "closed_at"])
