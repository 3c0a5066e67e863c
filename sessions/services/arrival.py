"""Arriving at a session: each step of the gate is saved as it is done, so a bad network loses nothing.

Who may arrive at all was asked before (``sessions.queries.admission``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import ArrivalRefused
from sessions.domain.events import HoldReleased
from sessions.domain.us_states import OUTSIDE, STATES
from sessions.models import (
    Agreement,
    AgreementGiven,
    AlertKind,
    Arrival,
    LocationRelease,
    Role,
    RosterPart,
    Session,
    User,
)
from sessions.queries.gate import agreements_to_give, held_people, missing_for
from sessions.services.alerts import raise_alert
from sessions.services.outbox import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """Who arrives at what, and as what: what every step needs."""

    person: User
    session: Session
    part: RosterPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where somebody is today and whom to call; ``state`` is a code of ``sessions.domain.us_states``."""

    address: str
    state: str
    callback_number: str
    emergency_name: str
    emergency_phone: str
    emergency_relationship: str = ""
    private: bool
    driving: bool


@transaction.atomic
def introduce(arriving: Arriving, *, display_name: str, pronouns: str, now: datetime) -> None:
    """The name that the group will see, from now on."""
    person = arriving.person
    person.display_name, person.pronouns = display_name, pronouns
    person.save(update_fields=["display_name", "pronouns"])
    arrival = _locked(arriving)
    arrival.named_at = now
    _save(arriving, arrival, now)


@transaction.atomic
def locate(arriving: Arriving, whereabouts: Whereabouts, *, now: datetime) -> None:
    """Where they are today. Where nobody on the roster is licensed they will be held, and staff are called.

    Raises ``ArrivalRefused``: ``driving``, ``not_private``, ``unknown_state``.
    """
    if whereabouts.driving:
        raise ArrivalRefused("driving")
    if not whereabouts.private:
        raise ArrivalRefused("not_private")
    if whereabouts.state not in STATES and whereabouts.state != OUTSIDE:
        raise ArrivalRefused("unknown_state")
    arrival = _locked(arriving)
    arrival.address, arrival.state = whereabouts.address, whereabouts.state
    arrival.callback_number = whereabouts.callback_number
    arrival.emergency_name, arrival.emergency_phone = whereabouts.emergency_name, whereabouts.emergency_phone
    arrival.emergency_relationship = whereabouts.emergency_relationship
    arrival.private, arrival.driving = True, False
    arrival.located_at = now
    _save(arriving, arrival, now)
    if arriving.person.pk in held_people(arriving.session, now=now):
        _alarm(AlertKind.WRONG_STATE, arriving, now)


@transaction.atomic
def agree(arriving: Arriving, *, to: set[int], language: str, now: datetime) -> None:
    """They agree to these agreements (ids), which must be all that they have still to give.

    Raises ``ArrivalRefused`` (``agreement_changed``) where another is asked by now: nobody agrees unread.
    """
    arrival = _locked(arriving)
    asked = list(agreements_to_give(arriving.part, person=arriving.person, now=now))
    if {agreement.pk for agreement in asked} - to:
        raise ArrivalRefused("agreement_changed")
    _give(asked, arriving.person, language, now)
    _save(arriving, arrival, now)


def _give(agreements: list[Agreement], person: User, language: str, now: datetime) -> None:
    AgreementGiven.objects.bulk_create(
        (
            AgreementGiven(person=person, agreement=agreement, language=language, given_at=now)
            for agreement in agreements
        ),
        ignore_conflicts=True,  # given in another session's gate at this moment
    )


@transaction.atomic
def check_in(
    arriving: Arriving, *, mood: int | None, cravings: int | None, safe: bool, now: datetime
) -> None:
    """How they are (each from 0 to 10). Somebody who does not feel safe calls staff at once, whatever else they say."""
    arrival = _locked(arriving)
    arrival.mood, arrival.cravings, arrival.safe = mood, cravings, safe
    arrival.checked_in_at = now
    _save(arriving, arrival, now)
    if not safe:
        _alarm(AlertKind.NOT_SAFE, arriving, now)


@transaction.atomic
def release_hold(
    *, session: Session, person_id: UUID, by: User, reason: str, now: datetime
) -> LocationRelease:
    """Let somebody in who is where nobody on the roster is licensed; ``reason`` stays on record with who it was.

    Raises ``ArrivalRefused``: ``not_a_supervisor``, ``reason_missing``, ``not_held``.
    """
    if by.role != Role.SUPERVISOR or not by.is_active:
        raise ArrivalRefused("not_a_supervisor")
    if not reason.strip():
        raise ArrivalRefused("reason_missing")
    arrival = Arrival.objects.select_for_update().filter(session=session, person=person_id).first()
    if arrival is None or person_id not in held_people(session, now=now):
        raise ArrivalRefused("not_held")
    release = LocationRelease.objects.create(
        arrival=arrival, state=arrival.state, released_by=by, reason=reason.strip(), released_at=now
    )
    announce(HoldReleased(session_id=session.pk))
    return release


# --- what the steps share ---------------------------------------------------------------------------------------------


def _locked(arriving: Arriving) -> Arrival:
    about = {"session": arriving.session, "person": arriving.person}
    Arrival.objects.bulk_create([Arrival(**about)], ignore_conflicts=True)
    return Arrival.objects.select_for_update().get(**about)


def _save(arriving: Arriving, arrival: Arrival, now: datetime) -> None:
    """Store the step, and whether it was the last one."""
    arrival.save()
    missing = missing_for(arriving.part, person=arriving.person, session=arriving.session, now=now)
    if arrival.passed_at is None and not missing:
        arrival.passed_at = now
        arrival.save(update_fields=["passed_at"])


def _alarm(kind: AlertKind, arriving: Arriving, now: datetime) -> None:
    raise_alert(kind=kind, person_id=arriving.person.pk, session_id=arriving.session.pk, now=now)
