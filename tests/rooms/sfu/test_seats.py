"""Nobody moves when others come or go."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.seats import Seating

rooms = st.lists(st.lists(st.sampled_from("abcdefghij"), unique=True), min_size=1, max_size=12)


@given(steps=rooms, seats=st.integers(0, 6))
def test_who_stays_keeps_the_seat_and_every_seat_is_used(steps: list[list[str]], seats: int) -> None:
    seating = Seating(seats)
    before: dict[str, int] = {}
    for present in steps:
        changed = seating.arrange(present)

        after = {person: seat for seat, person in seating.occupied()}
        assert {p: s for p, s in before.items() if p in present}.items() <= after.items()
        assert set(after) | set(seating.waiting()) == set(present)
        assert len(after) == min(seats, len(present))
        assert changed == (after != before)
        before = after


def test_those_who_wait_sit_down_in_the_order_they_came() -> None:
    seating = Seating(1)
    seating.arrange(["ana", "ben", "carla"])

    seating.arrange(["carla", "ben"])

    assert seating.occupied() == ((0, "ben"),)
    assert seating.waiting() == ("carla",)
