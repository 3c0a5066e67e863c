"""Raising an alarm, and saying that it was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from sessions.domain.errors import AlertRefused
from sessions.domain.events import SafetyAlertRaised
from sessions.models import AlertKind, SafetyAlert, User
from sessions.queries.alerts import may_see_alert
from sessions.services.outbox import announce


@transaction.atomic
def raise_alert(
    *, kind: AlertKind, person_id: UUID | None = None, session_id: UUID | None = None, now: datetime
) -> SafetyAlert:
    """The alert that is open for this: the one that nobody has seen yet, or a new one, which is announced."""
    about: dict[str, Any] = {"kind": kind, "person_id": person_id, "session_id": session_id}
    same = SafetyAlert.objects.filter(**about, seen_at=None)
    while True:
        unseen = same.select_for_update().first()
        if unseen is not None:
            return unseen
        try:
            with transaction.atomic():
                alert = SafetyAlert.objects.create(**about, raised_at=now)
        except IntegrityError as error:
            if "alert_unseen_once" not in str(error):
                raise
            continue  # somebody raised the same at this very moment: it is there to be read now
        announce(SafetyAlertRaised(alert_id=alert.pk))
        return alert


@transaction.atomic
def acknowledge_alert(*, alert_id: UUID, by: User, now: datetime) -> SafetyAlert:
    """Somebody saw it and takes care. Seen twice, the first stays. Raises ``AlertRefused``."""
    alert = SafetyAlert.objects.select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None or not may_see_alert(by, alert):
        raise AlertRefused("no_such_alert")
    if alert.seen_at is None:
        alert.seen_by, alert.seen_at = by, now
        alert.save(update_fields=["seen_by", "seen_at"])
    return alert
