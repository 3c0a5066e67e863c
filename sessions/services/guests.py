"""Inviting guests to one family session. Their time never credits anybody, and their link opens nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from sessions.domain.errors import GuestRefused
from sessions.domain.events import GuestInvited
from sessions.models import (
    GuestInvitation,
    KindFamily,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
)
from sessions.queries.admission import CLOSES_AFTER_END
from sessions.services.outbox import announce

TOKEN_BYTES = 24  # 192 random bits


@transaction.atomic
def invite_guest(
    *, session_id: UUID, email: str, name: str, relationship: str, by: User, now: datetime
) -> GuestInvitation:
    """A guest's account and their place in this one session; the link is made when it is mailed.

    Raises ``GuestRefused``.
    """
    session = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("kind", "program")
    planned = session.get(pk=session_id)
    if planned.kind.family != KindFamily.FAMILY:
        raise GuestRefused("no_guests_here")
    if planned.status != SessionStatus.SCHEDULED or now >= planned.ends_at:
        raise GuestRefused("session_over")
    person = _guest(email=email, name=name, time_zone=planned.program.time_zone)
    try:
        with transaction.atomic():
            invitation = GuestInvitation.objects.create(
                session=planned,
                person=person,
                email=person.email,
                name=name,
                relationship=relationship,
                invited_by=by,
                invited_at=now,
            )
            RosterEntry.objects.create(session=planned, person=person, part=RosterPart.GUEST)
    except IntegrityError:
        raise GuestRefused("invited_already") from None
    announce(GuestInvited(invitation_id=invitation.pk))
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation_id: UUID, now: datetime) -> None:
    """The link opens nothing from now on, and the guest is expected no more; again, it changes nothing."""
    invitation = GuestInvitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.withdrawn_at is not None:
        return
    invitation.withdrawn_at, invitation.token_hash = now, None
    invitation.save(update_fields=["withdrawn_at", "token_hash"])
    RosterEntry.objects.filter(
        session=invitation.session_id, person=invitation.person_id, part=RosterPart.GUEST
    ).delete()


def issue_token(*, invitation_id: UUID) -> str:
    """A new token for the mail, in place of one that was issued before. It is stored nowhere.

    Raises ``GuestRefused`` where the invitation was withdrawn.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invited = GuestInvitation.objects.filter(pk=invitation_id, withdrawn_at=None)
    if not invited.update(token_hash=token_hash(token)):
        raise GuestRefused("link_not_good")
    return token


@transaction.atomic
def accept_invitation(*, token: str, now: datetime) -> GuestInvitation:
    """The invitation behind a link, with its guest and session, if the link is good now; noted when first used.

    Raises ``GuestRefused``, with the same sentence whatever the reason: a link that is not good tells nothing.
    """
    invitation = (
        GuestInvitation.objects.select_for_update(of=("self",))
        .select_related("person", "session__kind", "session__program")
        .filter(token_hash=token_hash(token), withdrawn_at=None)
        .first()
    )
    if invitation is None or not invitation.person.is_active:
        raise GuestRefused("link_not_good")
    session = invitation.session
    if session.status != SessionStatus.SCHEDULED or now >= session.ends_at + CLOSES_AFTER_END:
        raise GuestRefused("link_not_good")
    if not session.roster.filter(person=invitation.person_id, part=RosterPart.GUEST).exists():
        raise GuestRefused("link_not_good")
    if invitation.accepted_at is None:
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
    return invitation


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _guest(*, email: str, name: str, time_zone: str) -> User:
    known = User.objects.filter(email__iexact=email).first()
    if known is None:
        return User.objects.create_user(
            email, legal_name=name, display_name=name, role=Role.GUEST, time_zone=time_zone
        )
    if known.role != Role.GUEST or not known.is_active:
        raise GuestRefused("belongs_to_account")
    return known
