"""Whom a client's attendance may be disclosed to: their written consents in force (42 CFR 2.31)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sessions.models import Consent


def consents_in_force(*, clients: Iterable[UUID], today: date) -> QuerySet[Consent]:
    """Those signed, not expired and not revoked, the newest last."""
    consents = Consent.objects.filter(
        client__in=list(clients), signed_date__lte=today, expires_date__gt=today
    )
    return consents.filter(revoked_at=None).order_by("signed_date", "id")


def recipients_in_force(*, clients: Iterable[UUID] | None, today: date) -> list[str]:
    """Whom these clients, or anybody, consented to, by name."""
    consents = Consent.objects.filter(signed_date__lte=today, expires_date__gt=today, revoked_at=None)
    if clients is not None:
        consents = consents.filter(client__in=list(clients))
    return sorted(consents.order_by().values_list("recipient", flat=True).distinct())
