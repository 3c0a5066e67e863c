"""Requests, enrolments and guests for the pages that show them: each call makes new ones and tells the page's path."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from sessions.domain.authorizations import Unit
from sessions.models import (
    Coverage,
    Decision,
    Duty,
    KindFamily,
    Payer,
    ReachBy,
    RequestStatus,
    User,
)
from sessions.services import intake
from sessions.services.aftercare import AftercareWords, write_aftercare_plan
from sessions.services.authorizations import authorize
from sessions.services.enrolment import enrol_client, move_client, set_care_team
from sessions.services.guests import invite_guest
from sessions.services.intake import Asked, Screened
from sessions.services.tapering import plan_taper
from tests import factories

WEEK = timedelta(weeks=1)


def request_at(status: RequestStatus, clinician: User) -> str:
    """The page of a request that has come so far; screened and checked by this clinician."""
    now = datetime.now(UTC)
    asked = Asked(
        name="Noemi Stranger",
        email="noemi@example.test",
        phone="602 555 0101",
        reach_by=ReachBy.PHONE,
        call_time="evening",
        state="AZ",
        language="es",
    )
    made = intake.ask_for_consultation(asked=asked, now=now - timedelta(days=2))
    if status != RequestStatus.NEW:
        intake.take_request(request_id=made.pk, by=clinician)
    if status in (RequestStatus.INSURANCE, RequestStatus.READY):
        screened = Screened(
            stable_home=True,
            motivated=True,
            detox_done=True,
            safe_without_supervision=True,
            decision=Decision.ACCEPT,
            weekly_hours=Decimal(9),
            note="Evenings suit.",
        )
        intake.decide(request_id=made.pk, screened=screened, by=clinician, now=now)
    if status == RequestStatus.READY:
        factories.group_with(clients=2)
        intake.note_insurance(
            request_id=made.pk,
            coverage=Coverage.SELF_PAY,
            payer=None,
            member_number="",
            note="",
            by=clinician,
            now=now,
        )
    return f"/intake/{made.pk}/"


def enrolment_with_everything(clinician: User) -> str:
    """The enrolment page of a client who moved on, with a taper, an authorization, a team and an aftercare plan."""
    now, today = timezone.now(), timezone.localdate()
    client = factories.client()
    first = enrol_client(client=client, group=factories.group_with(), from_date=today - 9 * WEEK, now=now)
    set_care_team(enrolment_id=first.pk, team=[(clinician, Duty.THERAPIST)])
    made = move_client(
        enrolment_id=first.pk,
        group=factories.group_with(),
        from_date=today - WEEK,
        now=now,
        planned_end_date=today + WEEK,
    )
    plan_taper(enrolment_id=made.pk, steps=[(today + timedelta(days=3), Decimal(6))], now=now)
    payer, _ = Payer.objects.get_or_create(name="Blue Mesa")
    authorize(
        enrolment_id=made.pk,
        payer=payer,
        number=f"A-{made.pk}",
        unit=Unit.DAYS,
        amount=12,
        from_date=today - WEEK,
        to_date=today + timedelta(days=3),
    )
    words = AftercareWords(step_down="Therapy every two weeks", support_groups="Thursdays at the library")
    write_aftercare_plan(enrolment_id=made.pk, words=words, agreed=True, author=clinician, now=now)
    return f"/clients/{client.pk}/enrolment/"


def guests_of_a_family_session(clinician: User) -> str:
    now = timezone.now()
    kind = factories.kind("family", family=KindFamily.FAMILY, minutes=60)
    session = factories.session_at(
        now + timedelta(days=30), lasting=timedelta(hours=1), kind=kind, clients=1, facilitators=1
    )
    invite_guest(
        session_id=session.pk,
        email=f"mara{session.pk}@example.test",
        name="Mara",
        relationship="mother",
        by=clinician,
        now=now,
    )
    return f"/sessions/{session.pk}/guests/"
