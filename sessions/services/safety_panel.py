"""The safety panel: where a client is right now and whom to call, for the facilitators of their session alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import PanelRefused
from sessions.models import Arrival, PanelView, RosterEntry, RosterPart, Session, User
from sessions.queries import record_access

SHOWN = (RosterPart.CLIENT, RosterPart.GUEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPanel:
    """What was told at the gate of this session; empty texts and no time where nothing was told."""

    legal_name: str
    address: str
    state: str
    callback_number: str
    emergency_name: str
    emergency_phone: str
    emergency_relationship: str
    told_at: datetime | None


def leads(viewer: User, session: Session) -> bool:
    """Whether ``viewer`` is a clinician of this session, whatever their role at the clinic."""
    return viewer.is_active and record_access.leads(viewer, session)


@transaction.atomic
def open_panel(*, session: Session, person_id: UUID, viewer: User, now: datetime) -> SafetyPanel:
    """What to send help by, with a row of who looked. Raises ``PanelRefused`` where there is nothing for the viewer."""
    if not leads(viewer, session):
        raise PanelRefused("not_your_session")
    roster = RosterEntry.objects.filter(session=session, part__in=SHOWN).select_related("person")
    entry = roster.filter(person=person_id).first()
    if entry is None:
        raise PanelRefused("not_on_roster")
    PanelView.objects.create(session=session, person=entry.person, viewer=viewer, viewed_at=now)
    arrival = Arrival.objects.filter(session=session, person=person_id).first() or Arrival()
    return SafetyPanel(
        legal_name=entry.person.legal_name,
        address=arrival.address,
        state=arrival.state,
        callback_number=arrival.callback_number or entry.person.phone,
        emergency_name=arrival.emergency_name,
        emergency_phone=arrival.emergency_phone,
        emergency_relationship=arrival.emergency_relationship,
        told_at=arrival.located_at,
    )
