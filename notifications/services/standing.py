"""Whether a row should still go out, as the facts are now. Read in the transaction that lets it go."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import JOINING, Tier
from notifications.models import Reminder
from sessions.models import PresenceSpan, RosterEntry, RosterPart, SessionStatus


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a row is not to be sent, as it is written on the row."""

    status: Status
    reason: Reason | None = None


def objection_to(row: Reminder) -> Objection | None:
    """The first thing that speaks against sending it; None where nothing does."""
    session = row.session
    if row.revision != session.revision:
        return Objection(Status.SUPERSEDED)
    if row.tier != Tier.CANCELLED and session.status == SessionStatus.CANCELLED:
        return Objection(Status.SUPPRESSED, Reason.SESSION_CANCELLED)
    if session.status == SessionStatus.ENDED:
        return Objection(Status.SUPPRESSED, Reason.SESSION_OVER)
    if not row.recipient.is_active:
        return Objection(Status.SUPPRESSED, Reason.ACCOUNT_INACTIVE)
    if not RosterEntry.objects.filter(session=session, person=row.recipient, part=RosterPart.CLIENT).exists():
        return Objection(Status.SUPPRESSED, Reason.NOT_ON_ROSTER)
    if row.tier in JOINING and PresenceSpan.objects.filter(session=session, person=row.recipient).exists():
        return Objection(Status.SUPPRESSED, Reason.ALREADY_THERE)
    return None
