"""``python -m benchmarks.room_rows ROOMS PEOPLE``: sessions that are on now and people signed in for them.

Run with a house's environment. Prints ``{room: [seat, ...]}`` as JSON (``benchmarks.room_load.Seat``); the first seat
of each room is its facilitator's. Everybody has passed the gate, as people in a room have.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, time, timedelta

import django
import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")
django.setup()

from django.db import transaction  # noqa: E402

from benchmarks.room_load import Seat  # noqa: E402
from rooms.management.guests import sign_in  # noqa: E402
from sessions.models import (  # noqa: E402
    Arrival,
    Group,
    LevelOfCare,
    License,
    Program,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionKind,
    Track,
    User,
)

STATE = "AZ"
BEGAN_AGO = timedelta(minutes=10)
LASTS = timedelta(hours=3)


@transaction.atomic
def make(rooms: int, people: int, *, now: datetime) -> dict[str, list[Seat]]:
    """``rooms`` sessions with one facilitator and ``people - 1`` clients each."""
    program = Program.objects.create(
        name=f"Load {now:%Y-%m-%d %H:%M:%S.%f}",
        level=LevelOfCare.IOP,
        weekly_hours_min=9,
        weekly_hours_max=19,
    )
    kind, _ = SessionKind.objects.get_or_create(
        code="process-group", defaults={"name": "Group psychotherapy", "minutes": 180}
    )
    track = Track.objects.create(
        program=program, name="Evening", weekdays=[1], starts_local=time(18), ends_local=time(21)
    )
    # Twelve seats, as groups have; nobody is enrolled in it, so it is a full group for as many as come.
    group = Group.objects.create(track=track, name="Group", seats_max=12)
    return {str(session.pk): seats for session, seats in _filled(group, kind, rooms, people, now)}


def _filled(
    group: Group, kind: SessionKind, rooms: int, people: int, now: datetime
) -> list[tuple[Session, list[Seat]]]:
    sessions = Session.objects.bulk_create(
        Session(
            program=group.track.program,
            group=group,
            kind=kind,
            title="Evening group",
            starts_at=now - BEGAN_AGO,
            ends_at=now - BEGAN_AGO + LASTS,
        )
        for _ in range(rooms)
    )
    return [(session, [_seat(session, number, now) for number in range(people)]) for session in sessions]


def _seat(session: Session, number: int, now: datetime) -> Seat:
    leads = number == 0
    person = User.objects.create_user(
        f"{session.pk.hex}-{number}@load.test",
        role=Role.FACILITATOR if leads else Role.CLIENT,
        legal_name=f"Legal Name {number}",
        display_name=f"Person {number}",
    )
    part = RosterPart.FACILITATOR if leads else RosterPart.CLIENT
    RosterEntry.objects.create(session=session, person=person, part=part)
    if leads:
        License.objects.create(
            person=person,
            kind="lpc",
            state=STATE,
            number=person.pk.hex,
            expires_date=(now + timedelta(days=30)).date(),
        )
    else:
        _arrived(session, person, now)
    return Seat(cookie=sign_in(person.pk), facilitates=leads)


def _arrived(session: Session, person: User, now: datetime) -> None:
    Arrival.objects.create(
        session=session,
        person=person,
        named_at=now,
        address="12 Elm Street",
        state=STATE,
        callback_number="+1 555 010 0100",
        emergency_name="Somebody Near",
        emergency_phone="+1 555 010 0101",
        private=True,
        located_at=now,
        mood=6,
        cravings=2,
        safe=True,
        checked_in_at=now,
        passed_at=now,
    )


if __name__ == "__main__":
    rooms, people = map(int, sys.argv[1:])
    sys.stdout.buffer.write(msgspec.json.encode(make(rooms, people, now=datetime.now(UTC))))
