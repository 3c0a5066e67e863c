"""A group in its room, for journeys: everyone admitted, and what each was told kept for looking at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sessions.models import PresenceSpan, Session, User
from tests.factories import live_session
from tests.journeys.browser import Seat

SeatFor = Callable[..., Seat]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A facilitator and two clients."""

    session: Session
    dana: Seat
    ana: Seat
    ben: Seat

    @property
    def seats(self) -> list[Seat]:
        return [self.dana, self.ana, self.ben]


def meet(seat_for: SeatFor) -> Meeting:
    """The way in that people go: the clients knock, the facilitator opens the room and lets them in."""
    live = live_session(clients=2)
    ana, ben = (seat_for(client) for client in live.clients)
    dana = seat_for(live.facilitator)
    for seat in (ana, ben):
        seat.enter(live.session)
        seat.expect_lobby()
    dana.enter(live.session)
    dana.expect_room()
    for seat in (ana, ben):
        dana.admit(seat.user)
        seat.expect_room()
    return Meeting(live.session, dana, ana, ben)


def told(seat: Seat) -> list[dict[str, Any]]:
    """Every message of the room that reached this person's pages."""
    return [json.loads(frame) for frame in seat.frames]


def forbidden_to_clients(seat: Seat) -> list[str]:
    """What was told to a client and is not for clients: of the lobby, of check-ins, of distress, of others' words."""
    found = []
    own = {message["you"]["id"] for message in told(seat) if message.get("you")}
    for message in told(seat):
        for person in message.get("people", ()):
            if person.get("staff") is not None:
                found.append(f"what clinicians know of {person['name']}")
            if person["standing"] != "admitted":
                found.append(f"{person['name']}, who is {person['standing']}")
        for line in message.get("chat", ()):
            if line["to"] != "everyone" and line["about"] not in own:
                found.append(f"a private line: {line['text']}")
        breakouts = (message.get("room") or {}).get("breakouts")
        if breakouts and any(room["people"] for room in breakouts["rooms"]):
            found.append("who is in which breakout")
    return found


def database_now() -> datetime:
    """The clock that presence is recorded by."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def spans_of(session: Session, user: User, zone: str = "room") -> list[PresenceSpan]:
    return list(PresenceSpan.objects.filter(session=session, person=user, zone=zone).order_by("began_at"))


def ended_at(span: PresenceSpan) -> datetime:
    assert span.ended_at is not None
    return span.ended_at
