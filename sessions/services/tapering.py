"""Dating the steps by which a client's hours fall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import EnrolmentRefused, TaperRefused
from sessions.domain.events import TaperPlanned
from sessions.domain.recurrence import zone_named
from sessions.domain.tapering import Taper
from sessions.models import Enrolment, TaperStep
from sessions.queries.terms import taper_of
from sessions.services.outbox import announce


@transaction.atomic
def plan_taper(*, enrolment_id: UUID, steps: Sequence[tuple[date, Decimal]], now: datetime) -> Taper:
    """These steps instead of the ones still ahead; no steps, no taper. Those in force stay as they are.

    Raises ``TaperRefused``, also where the hours rise, and ``EnrolmentRefused`` where the enrolment is over.
    """
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("group__track__program")
        .get(pk=enrolment_id)
    )
    if enrolment.ended_date is not None:
        raise EnrolmentRefused("enrolment_over")
    today = now.astimezone(zone_named(enrolment.group.track.program.time_zone)).date()
    ends = enrolment.planned_end_date
    if any(day <= enrolment.began_date or (ends is not None and day >= ends) for day, _ in steps):
        raise TaperRefused("step_outside")
    if any(day < today for day, _ in steps):
        raise TaperRefused("step_in_force")
    in_force = list(enrolment.taper_steps.filter(from_date__lt=today))
    planned = [TaperStep(enrolment=enrolment, from_date=day, weekly_hours=hours) for day, hours in steps]
    taper = taper_of(enrolment, [*in_force, *planned])
    enrolment.taper_steps.filter(from_date__gte=today).delete()
    TaperStep.objects.bulk_create(planned)
    announce(TaperPlanned(enrolment_id=enrolment.pk))
    return taper
