"""Accounts of clients: made by the clinic, never by visitors."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from sessions.domain.errors import IntakeRefused
from sessions.domain.events import AccountOpened
from sessions.models import Role, User
from sessions.services.outbox import announce


@transaction.atomic
def open_account(
    *, email: str, legal_name: str, display_name: str, phone: str, language: str, time_zone: str
) -> User:
    """The client who signs in with this address: a new account, whose owner is written to, or the one they had.

    An account that was closed is open again. Raises ``IntakeRefused`` where the address is a colleague's or a guest's.
    """
    known = _known(email)
    if known is None:
        try:
            with transaction.atomic():
                client = User.objects.create_user(
                    email,
                    legal_name=legal_name,
                    display_name=display_name,
                    phone=phone,
                    language=language,
                    time_zone=time_zone,
                )
        except IntegrityError:  # made at this moment
            known = _known(email)
            if known is None:
                raise
        else:
            announce(AccountOpened(person_id=client.pk))
            return client
    if known.role != Role.CLIENT:
        raise IntakeRefused("belongs_to_staff")
    if not known.is_active:
        known.is_active = True
        known.save(update_fields=["is_active"])
        announce(AccountOpened(person_id=known.pk))
    return known


def _known(email: str) -> User | None:
    return User.objects.select_for_update(no_key=True).filter(email__iexact=email).first()
