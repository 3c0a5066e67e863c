"""First words: to whoever got an account, to a session's guests, and to the staff when somebody asks for help."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.domain import planning
from notifications.domain.planning import Planned, Tier
from notifications.models import Reminder
from notifications.services.planning import about_guest
from notifications.services.reaching import reach_of
from notifications.services.spreading import spread
from notifications.services.staff import tell
from sessions.models import GuestInvitation, Role, SessionStatus, User

_WELCOME_LASTS = timedelta(days=1)
_REQUEST_LASTS = timedelta(hours=12)


def welcome(person: User, *, now: datetime) -> None:
    """Tell them how to sign in; anew when a closed account was opened again another day."""
    word = Planned(tier=Tier.WELCOME, due_at=now, stale_at=now + _WELCOME_LASTS)
    about = Reminder(recipient=person, occasion=f"welcome:{now:%Y-%m-%d}", starts_at=now)
    Reminder.objects.bulk_create(
        spread(about, [word], reach=reach_of(person), now=now), ignore_conflicts=True
    )


def invite(invitation: GuestInvitation, *, now: datetime) -> None:
    """Send the guest their own way in. The link is made when the mail goes, and is only ever in it."""
    session = invitation.session
    if invitation.withdrawn_at or session.status != SessionStatus.SCHEDULED or now >= session.ends_at:
        return
    word = planning.invitation(ends_at=session.ends_at, now=now)
    about = about_guest(session, invitation)
    Reminder.objects.bulk_create(
        spread(about, [word], reach=reach_of(invitation.person), now=now), ignore_conflicts=True
    )


def tell_of_request(request_id: object, *, now: datetime) -> None:
    """Coordinators hear that somebody asks for a consultation."""
    word = Planned(tier=Tier.TASK, due_at=now, stale_at=now + _REQUEST_LASTS)
    coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True).order_by("pk")
    tell(coordinators, word, occasion=str(request_id), now=now)
