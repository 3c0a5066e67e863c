"""Writing the plan that holds a client after the program, and agreeing on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import EnrolmentRefused
from sessions.models import AftercarePlan, Enrolment, User


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareWords:
    """What the plan says. ``step_down`` is what care follows, and is never empty."""

    step_down: str
    support_groups: str = ""
    alumni_group: bool = False
    warning_signs: str = ""
    who_to_call: str = ""
    first_appointment_date: date | None = None


@transaction.atomic
def write_aftercare_plan(
    *, enrolment_id: UUID, words: AftercareWords, agreed: bool, author: User, now: datetime
) -> AftercarePlan:
    """The enrolment's plan, new or rewritten; ``agreed`` when client and clinician have settled on these words.

    Raises ``EnrolmentRefused`` where the enrolment is over.
    """
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment_id)
    if enrolment.ended_date is not None:
        raise EnrolmentRefused("enrolment_over")
    plan, _ = AftercarePlan.objects.update_or_create(
        enrolment=enrolment,
        defaults=asdict(words)
        | {"written_by": author, "written_at": now, "agreed_at": now if agreed else None},
    )
    return plan
