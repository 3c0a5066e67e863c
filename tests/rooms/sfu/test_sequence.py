"""Numbers that wrap around keep their order."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.sequence import difference, extend, timestamp_difference


@given(near=st.integers(0, 1 << 40), step=st.integers(-0x8000, 0x7FFF))
def test_an_extended_number_is_the_nearest_with_those_low_bits(near: int, step: int) -> None:
    assert extend((near + step) & 0xFFFF, near) == near + step


@given(start=st.integers(0, (1 << 32) - 1), step=st.integers(-(1 << 31), (1 << 31) - 1))
def test_timestamps_tell_how_far_apart_they_are_across_the_wrap(start: int, step: int) -> None:
    assert timestamp_difference((start + step) & 0xFFFFFFFF, start) == step


def test_a_number_just_after_the_wrap_is_later() -> None:
    assert difference(2, 65534, 1 << 16) == 4
