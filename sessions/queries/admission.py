"""Who may enter a session's room, and when: the one access function for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sessions.domain.errors import NotAdmissible
from sessions.models import RosterEntry, RosterPart, Session, SessionStatus, User

OPENS_BEFORE_START = timedelta(minutes=60)
# Groups run over now and then. What happens past the end never counts as attendance.
CLOSES_AFTER_END = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What someone is in a session, and the time in which its room may be entered (half-open)."""

    session_id: UUID
    person_id: UUID
    part: RosterPart
    opens_at: datetime
    closes_at: datetime

    @property
    def facilitates(self) -> bool:
        return self.part in (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)


def place_in_session(
    *, user: User, session: Session, now: datetime, only_session: UUID | str | None = None
) -> Place:
    """The place of ``user`` in ``session``, if they may enter its room now. Raises ``NotAdmissible``.

    ``only_session`` confines a sign-in by join link to the session of that link. Strangers to the roster learn nothing
    about the session, so that is looked at before its state.
    """
    if not user.is_active:
        raise NotAdmissible("account_inactive")
    if only_session is not None and str(only_session) != str(session.pk):
        raise NotAdmissible("link_for_another_session")
    entry = RosterEntry.objects.filter(session=session, person=user).first()
    if entry is None:
        raise NotAdmissible("not_on_roster")
    if session.status == SessionStatus.CANCELLED:
        raise NotAdmissible("session_cancelled")
    opens_at, closes_at = session.starts_at - OPENS_BEFORE_START, session.ends_at + CLOSES_AFTER_END
    if session.status == SessionStatus.ENDED or now >= closes_at:
        raise NotAdmissible("session_over")
    if now < opens_at:
        raise NotAdmissible("too_early")
    return Place(
        session_id=session.pk,
        person_id=user.pk,
        part=RosterPart(entry.part),
        opens_at=opens_at,
        closes_at=closes_at,
    )
