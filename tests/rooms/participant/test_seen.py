"""What is seen is the snapshot with what changed."""

from datetime import UTC, datetime

from rooms.participant.seen import Seen, seated, seen_after, seen_first
from rooms.protocol.messages import (
    Changed,
    MediaView,
    Part,
    PersonView,
    Phase,
    RoomView,
    Seats,
    SeatView,
    Snapshot,
    Standing,
    You,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROOM = RoomView(phase=Phase.OPEN, locked=False, facilitated=True, title="Group", starts_at=NOON, ends_at=NOON)
ME = You("me", "Dana", Part.FACILITATOR, Standing.ADMITTED, True, True)


def person(key: str, *, standing: Standing = Standing.ADMITTED, connected: bool = True) -> PersonView:
    return PersonView(key, key.title(), "", Part.CLIENT, standing, connected, True, True)


def first(*people: PersonView, connection: str = "c1") -> Seen:
    return seen_first(snapshot(*people, connection=connection))


def snapshot(*people: PersonView, connection: str = "c1") -> Snapshot:
    media = MediaView(seats=15, ice_servers=())
    return Snapshot(
        version=7, now=NOON, connection=connection, you=ME, room=ROOM, people=people, chat=(), media=media
    )


def test_people_come_change_and_go() -> None:
    ana, ben, carla = person("ana"), person("ben"), person("carla")

    seen = seen_after(
        first(ana, ben), Changed(version=9, people=(carla, person("ben", connected=False)), gone=("ana",))
    )

    assert (seen.version, dict(seen.people)) == (9, {"ben": person("ben", connected=False), "carla": carla})


def test_what_a_change_leaves_out_stays_as_it_was() -> None:
    before = first(person("ana"))

    seen = seen_after(before, Changed(version=8))

    assert (seen.you, seen.room, seen.people, seen.media) == (
        before.you,
        before.room,
        before.people,
        before.media,
    )


def test_a_late_change_alters_nothing() -> None:
    before = first(person("ana"))

    assert seen_after(before, Changed(version=7, gone=("ana",))) == before


def test_who_waits_and_who_is_present_are_told_apart() -> None:
    waiting, absent, present = person("a", standing=Standing.LOBBY), person("b", connected=False), person("c")

    seen = first(waiting, absent, present)

    assert (seen.waiting, seen.present, seen.named("C"), seen.named("D")) == (
        (waiting,),
        (present,),
        present,
        None,
    )


def test_a_seating_is_whole_and_belongs_to_its_connection() -> None:
    seats = Seats((SeatView(0, "ana"), SeatView(2, "ben")))
    seen = seated(seated(first(), Seats((SeatView(1, "carla"),))), seats)

    resumed, anew = seen_first(snapshot(), before=seen), seen_first(snapshot(connection="c2"), before=seen)

    assert (seen.seats, resumed.seats, anew.seats) == ({0: "ana", 2: "ben"}, {0: "ana", 2: "ben"}, {})
