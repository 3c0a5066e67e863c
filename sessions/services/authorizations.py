"""Writing down what payers authorized."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from sessions.domain.authorizations import Unit
from sessions.domain.errors import AuthorizationRefused, EnrolmentRefused
from sessions.models import Authorization, Enrolment, Payer


@transaction.atomic
def authorize(
    *,
    enrolment_id: UUID,
    payer: Payer,
    number: str,
    unit: Unit,
    amount: int,
    from_date: date,
    to_date: date,
    authorization_id: UUID | None = None,
) -> Authorization:
    """So much from one local date to another, both included; with an id, that authorization corrected.

    Raises ``AuthorizationRefused`` and, where the enrolment is over, ``EnrolmentRefused``.
    """
    if to_date < from_date:
        raise AuthorizationRefused("ends_before_start")
    if amount < 1:
        raise AuthorizationRefused("of_nothing")
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment_id)
    if enrolment.ended_date is not None and from_date >= enrolment.ended_date:
        raise EnrolmentRefused("enrolment_over")
    authorization = Authorization(enrolment=enrolment)
    if authorization_id is not None:
        authorization = Authorization.objects.get(pk=authorization_id, enrolment=enrolment)
    authorization.payer, authorization.number, authorization.unit = payer, number.strip(), unit
    authorization.amount, authorization.from_date, authorization.to_date = amount, from_date, to_date
    try:
        with transaction.atomic():
            authorization.save()
    except IntegrityError:
        raise AuthorizationRefused("number_taken") from None
    return authorization
