"""Accounts of staff, and their licences. Whoever manages may not lock the clinic, or themselves, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from sessions.domain.errors import TeamRefused
from sessions.domain.events import StaffInvited
from sessions.models import License, LicenseKind, Role, User
from sessions.services.outbox import announce

STAFF_ROLES = (Role.FACILITATOR, Role.COORDINATOR, Role.SUPERVISOR)
MANAGING = (Role.COORDINATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is to work here, and as what."""

    email: str
    legal_name: str
    display_name: str
    role: Role
    time_zone: str
    phone: str = ""


@transaction.atomic
def invite(invitation: Invitation, *, by: User) -> User:
    """An account without a password, whose owner is written to how to set it up. Raises ``TeamRefused``."""
    if invitation.role not in STAFF_ROLES:
        raise TeamRefused("not_staff")
    if invitation.role == Role.SUPERVISOR and by.role != Role.SUPERVISOR:
        raise TeamRefused("supervisors_only")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise TeamRefused("address_taken")
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                invitation.email,
                legal_name=invitation.legal_name,
                display_name=invitation.display_name,
                role=invitation.role,
                time_zone=invitation.time_zone,
                phone=invitation.phone,
            )
    except IntegrityError:  # invited at this very moment
        raise TeamRefused("address_taken") from None
    announce(StaffInvited(person_id=person.pk))
    return person


@transaction.atomic
def invite_again(person_id: UUID) -> User:
    """Another letter to somebody who has not set up their account. Raises ``TeamRefused``."""
    person = _member(person_id)
    announce(StaffInvited(person_id=person.pk))
    return person


@transaction.atomic
def change_role(person_id: UUID, *, role: Role, by: User) -> User:
    """Raises ``TeamRefused``."""
    managers = _managers()
    person = _member(person_id)
    if role not in STAFF_ROLES:
        raise TeamRefused("not_staff")
    if person.pk == by.pk:
        raise TeamRefused("yourself")
    if Role.SUPERVISOR in (role, person.role) and by.role != Role.SUPERVISOR:
        raise TeamRefused("supervisors_only")
    if role not in MANAGING and managers == {person.pk}:
        raise TeamRefused("last_manager")
    person.role = role
    person.save(update_fields=["role"])
    return person


@transaction.atomic
def close_account(person_id: UUID, *, by: User) -> User:
    """They are signed out everywhere and can't sign in; what they did stays theirs. Raises ``TeamRefused``."""
    managers = _managers()
    person = _member(person_id)
    if person.pk == by.pk:
        raise TeamRefused("yourself")
    if person.role == Role.SUPERVISOR and by.role != Role.SUPERVISOR:
        raise TeamRefused("supervisors_only")
    if managers == {person.pk}:
        raise TeamRefused("last_manager")
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def reopen_account(person_id: UUID, *, by: User) -> User:
    """Raises ``TeamRefused``."""
    person = _member(person_id)
    if person.role == Role.SUPERVISOR and by.role != Role.SUPERVISOR:
        raise TeamRefused("supervisors_only")
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def add_license(
    person_id: UUID, *, kind: LicenseKind, state: str, number: str, expires_date: date
) -> License:
    """A licence, or the new last day of one that they have already. Raises ``TeamRefused``."""
    person = _member(person_id)
    known = License.objects.select_for_update().filter(kind=kind, state=state, number=number).first()
    if known is not None:
        if known.person_id != person.pk or known.expires_date == expires_date:
            raise TeamRefused("license_known")
        known.expires_date = expires_date
        known.save(update_fields=["expires_date"])
        return known
    return License.objects.create(
        person=person, kind=kind, state=state, number=number, expires_date=expires_date
    )


@transaction.atomic
def remove_license(license_id: int) -> None:
    """One that was entered by mistake; the history keeps it."""
    License.objects.filter(pk=license_id).delete()


def _member(person_id: UUID) -> User:
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    if not person.is_staff_member:
        raise TeamRefused("not_staff")
    return person


def _managers() -> set[UUID]:
    """Who may manage the clinic, locked in one order: two who close each other's accounts don't both succeed."""
    managers = User.objects.select_for_update(no_key=True).filter(role__in=MANAGING, is_active=True)
    return {person.pk for person in managers.order_by("pk")}
