"""Who may read a session's attendance."""

from __future__ import annotations

from sessions.models import Role, RosterPart, Session, User


def may_read_attendance(user: User, session: Session) -> bool:
    """Its facilitators, and coordinators and supervisors; never a client, and nobody whose account is closed."""
    if not user.is_active or user.role == Role.CLIENT:
        return False
    if user.role in (Role.COORDINATOR, Role.SUPERVISOR):
        return True
    leading = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
    return session.roster.filter(person=user, part__in=leading).exists()


def may_correct_attendance(user: User, session: Session) -> bool:
    """Its facilitators and supervisors: correct, attest and sign. Coordinators read."""
    return may_read_attendance(user, session) and user.role != Role.COORDINATOR
