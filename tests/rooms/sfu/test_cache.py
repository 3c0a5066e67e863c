"""The packet cache remembers the last few packets, and only those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.cache import PacketCache


@given(st.integers(0, 65535), st.integers(1, 100))
def test_the_last_packets_are_remembered_across_the_wrap(first: int, count: int) -> None:
    cache: PacketCache[int] = PacketCache(16)

    for number in range(first, first + count):
        cache.put(number & 0xFFFF, number)

    expected = {n & 0xFFFF: n for n in range(max(first, first + count - 16), first + count)}
    assert {s: cache.get(s) for s in range(65536) if cache.get(s) is not None} == expected


def test_a_cleared_cache_knows_nothing() -> None:
    cache: PacketCache[str] = PacketCache(4)
    cache.put(3, "three")

    cache.clear()

    assert cache.get(3) is None


def test_a_size_that_is_no_power_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        PacketCache(100)
