"""What somebody has still to do before they may knock at a session's room, and who must be held there.

Staff have no gate. Whoever passed it for a session is not asked again in that session, whatever is renewed meanwhile: a
client whose line drops must come back at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from sessions.models import (
    Agreement,
    AgreementGiven,
    AgreementKind,
    Arrival,
    License,
    LocationRelease,
    RosterEntry,
    RosterPart,
    Session,
    User,
)


class Step(StrEnum):
    """A screen of the gate, named as in its address."""

    YOU = "you"
    TODAY = "today"
    AGREEMENTS = "agreements"
    CHECK_IN = "check-in"


STEPS: dict[RosterPart, tuple[Step, ...]] = {
    RosterPart.CLIENT: (Step.YOU, Step.TODAY, Step.AGREEMENTS, Step.CHECK_IN),
    RosterPart.GUEST: (Step.YOU, Step.AGREEMENTS),
    RosterPart.FACILITATOR: (),
    RosterPart.COFACILITATOR: (),
}
# A guest is not treated: they only promise that what is said stays in the room.
AGREES_TO: dict[RosterPart, tuple[AgreementKind, ...]] = {
    RosterPart.CLIENT: (AgreementKind.TELEHEALTH, AgreementKind.CONFIDENTIALITY),
    RosterPart.GUEST: (AgreementKind.CONFIDENTIALITY,),
    RosterPart.FACILITATOR: (),
    RosterPart.COFACILITATOR: (),
}
LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)


# --- the steps --------------------------------------------------------------------------------------------------------


def what_is_missing(*, person: User, session: Session, now: datetime) -> tuple[Step, ...]:
    """The steps that ``person`` has still to do for ``session``, in order; none for staff and strangers."""
    entry = RosterEntry.objects.filter(session=session, person=person).first()
    return missing_for(RosterPart(entry.part), person=person, session=session, now=now) if entry else ()


def missing_for(part: RosterPart, *, person: User, session: Session, now: datetime) -> tuple[Step, ...]:
    """The same for someone whose part in the session is known."""
    if not STEPS[part]:
        return ()
    arrival = Arrival.objects.filter(session=session, person=person).first() or Arrival()
    if arrival.passed_at is not None:
        return ()
    done = {
        Step.YOU: arrival.named_at is not None,
        Step.TODAY: arrival.located_at is not None,
        Step.AGREEMENTS: not agreements_to_give(part, person=person, now=now).exists(),
        Step.CHECK_IN: arrival.checked_in_at is not None,
    }
    return tuple(step for step in STEPS[part] if not done[step])


def agreements_to_give(part: RosterPart, *, person: User, now: datetime) -> QuerySet[Agreement]:
    """The agreements in force that ``person``, having this part, has not given yet."""
    newest = agreements_in_force(now).filter(kind__in=AGREES_TO[part])
    given = AgreementGiven.objects.filter(agreement=OuterRef("pk"), person=person)
    return Agreement.objects.filter(~Exists(given), pk__in=newest.values("pk")).order_by("-kind")


def agreements_in_force(now: datetime) -> QuerySet[Agreement]:
    """The newest version of each kind."""
    begun = Agreement.objects.filter(in_force_at__lte=now)
    return begun.order_by("kind", "-version").distinct("kind")


# --- being held -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyFlags:
    """What the facilitators see beside someone who waits. ``hold``: nobody on the roster is licensed in ``state``."""

    hold: bool
    state: str
    mood: int | None
    cravings: int | None
    safe: bool | None


def lobby_flags(session: Session, *, now: datetime) -> dict[UUID, LobbyFlags]:
    """The flags of everybody who began to arrive at ``session``, by person. Two queries, however many they are."""
    licensed = licensed_states(session, now=now)
    released = LocationRelease.objects.filter(arrival=OuterRef("pk"), state=OuterRef("state"))
    arrivals = Arrival.objects.filter(session=session).annotate(released=Exists(released))
    return {
        arrival.person_id: LobbyFlags(
            hold=bool(arrival.state) and arrival.state not in licensed and not arrival.released,
            state=arrival.state,
            mood=arrival.mood,
            cravings=arrival.cravings,
            safe=arrival.safe,
        )
        for arrival in arrivals
    }


def held_people(session: Session, *, now: datetime) -> frozenset[UUID]:
    """Who may not be let in now, whoever asks for it."""
    return frozenset(person for person, flags in lobby_flags(session, now=now).items() if flags.hold)


def licensed_states(session: Session, *, now: datetime) -> frozenset[str]:
    """The states in which a facilitator on the roster holds a licence that has not run out on the program's today."""
    licences = License.objects.filter(
        person__is_active=True,
        person__roster_entries__session=session,
        person__roster_entries__part__in=LEADING,
        expires_date__gte=local_date(session, now),
    )
    return frozenset(licences.values_list("state", flat=True))


def local_date(session: Session, now: datetime) -> date:
    return now.astimezone(ZoneInfo(session.program.time_zone)).date()


# --- what to fill in beforehand ---------------------------------------------------------------------------------------


def told_last(person: User) -> Arrival | None:
    """What ``person`` told of their whereabouts the last time, which may be at this very session."""
    return Arrival.objects.filter(person=person, located_at__isnull=False).order_by("-located_at").first()
