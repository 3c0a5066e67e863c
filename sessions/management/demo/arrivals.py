"""How the demo's people arrived at what is over: where they were and how they felt, as their gates told it then.

With this a newcomer who plays one of them finds the gate filled in, as somebody does who comes for the tenth time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sessions.management.demo import people
from sessions.models import (
    AgreementGiven,
    Arrival,
    Role,
    RosterEntry,
    RosterPart,
    User,
)
from sessions.queries.gate import agreements_in_force
from sessions.services.agreements import put_first_in_force

CAME_BEFORE = timedelta(minutes=7)
STREETS = ("Mesquite Street", "Saguaro Road", "Palo Verde Lane", "Ocotillo Avenue", "Agave Court")
NEAREST = (("Robin", "sibling"), ("Sol", "partner"), ("Marisol", "mother"), ("Ira", "friend"))


def tell(*, now: datetime) -> None:
    """An arrival for every client's place in a session that is over, where none is known. In a transaction."""
    put_first_in_force(now=now)
    entries = RosterEntry.objects.filter(part=RosterPart.CLIENT, session__ends_at__lte=now)
    known = set(Arrival.objects.values_list("session_id", "person_id"))
    Arrival.objects.bulk_create(
        _arrival(entry)
        for entry in entries.select_related("session", "person").order_by("person__email", "session_id")
        if (entry.session_id, entry.person_id) not in known
    )
    AgreementGiven.objects.bulk_create(_agreements(now), ignore_conflicts=True)


def _arrival(entry: RosterEntry) -> Arrival:
    person, at = entry.person, entry.session.starts_at - CAME_BEFORE
    turn = sum(person.email.encode())
    name, relationship = NEAREST[turn % len(NEAREST)]
    feels = turn + at.toordinal()
    return Arrival(
        session=entry.session,
        person=person,
        named_at=at,
        address=f"{100 + turn % 800} {STREETS[turn % len(STREETS)]}, Phoenix",
        state=people.STATE,
        callback_number=person.phone,
        emergency_name=f"{name} {person.legal_name.split()[-1]}",
        emergency_phone=f"+1 555 010 {1000 + turn % 1000}",
        emergency_relationship=relationship,
        private=True,
        located_at=at,
        mood=3 + feels % 6,
        cravings=feels // 3 % 6,
        safe=True,
        checked_in_at=at,
        passed_at=at,
    )


def _agreements(now: datetime) -> Iterator[AgreementGiven]:
    agreements = list(agreements_in_force(now))
    clients = User.objects.filter(role=Role.CLIENT, arrivals__isnull=False).distinct()
    for client in clients:
        for agreement in agreements:
            yield AgreementGiven(
                person=client,
                agreement=agreement,
                language=client.language,
                given_at=now - timedelta(weeks=3),
            )
