"""Consents to disclose: recorded as signed on paper, revoked when the client says so."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sessions.domain.errors import ConsentRefused
from sessions.models import Consent, User


def record_consent(
    *,
    client: User,
    recipient: str,
    information: str,
    purpose: str,
    signed_date: date,
    expires_date: date,
    by: User,
    today: date,
) -> Consent:
    """Keep what the client signed. Raises ``ConsentRefused``."""
    if signed_date > today:
        raise ConsentRefused("signed_in_the_future")
    if expires_date <= signed_date:
        raise ConsentRefused("expires_before_signed")
    return Consent.objects.create(
        client=client,
        recipient=recipient,
        information=information,
        purpose=purpose,
        signed_date=signed_date,
        expires_date=expires_date,
        recorded_by=by,
    )


@transaction.atomic
def revoke_consent(*, consent: Consent, now: datetime) -> None:
    """From now on nothing is disclosed by it; what was disclosed before was rightly so. Raises ``ConsentRefused``."""
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.revoked_at is not None:
        raise ConsentRefused("revoked_already")
    locked.revoked_at = now
    locked.save(update_fields=["revoked_at"])
