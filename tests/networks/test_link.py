"""The emulator's lines keep what `Conditions` say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .link import CLEAR, OVERHEAD, Conditions, Link

# (bytes, seconds since the one before)
SENDINGS = st.lists(st.tuples(st.integers(20, 1500), st.floats(0, 0.1)), min_size=1, max_size=200)
CONDITIONS = st.builds(
    Conditions,
    loss=st.floats(0, 1),
    delay_s=st.floats(0, 0.3),
    jitter_s=st.floats(0, 0.1),
    reordered=st.floats(0, 1),
    duplicated=st.floats(0, 1),
    bitrate_bps=st.none() | st.floats(20_000, 10_000_000),
    queue_s=st.floats(0, 1),
)


def sent(link: Link, sendings: list[tuple[int, float]]) -> list[tuple[float, int, tuple[float, ...]]]:
    """(when it was sent, how long it is, when it arrives) of each."""
    now, found = 100.0, []
    for size, after in sendings:
        now += after
        found.append((now, size, link.arrivals(size, now)))
    return found


@given(SENDINGS)
def test_a_clear_line_delivers_each_at_once(sendings: list[tuple[int, float]]) -> None:
    assert all(arrivals == (now,) for now, _, arrivals in sent(Link(CLEAR), sendings))


@given(CONDITIONS, SENDINGS)
def test_each_is_lost_or_arrives_within_what_the_line_may_take(
    how: Conditions, sendings: list[tuple[int, float]]
) -> None:
    link = Link(how)
    found = sent(link, sendings)
    on_the_wire = 0.0 if how.bitrate_bps is None else 1600 * 8 / how.bitrate_bps
    queue = 0.0 if how.bitrate_bps is None else how.queue_s
    # One that was held back by jitter or the queue may hold up those behind it, as the order stays.
    longest = how.delay_s + how.jitter_s + how.late_by_s + queue + on_the_wire + 1e-6

    assert all(now + how.delay_s <= at + 1e-9 <= now + longest for now, _, all_at in found for at in all_at)
    arrived = sum(bool(all_at) for _, _, all_at in found)
    assert arrived + link.lost + link.overflowed == link.sent == len(sendings)


@given(CONDITIONS, SENDINGS)
def test_without_reordering_the_order_stays(how: Conditions, sendings: list[tuple[int, float]]) -> None:
    link = Link(how)
    arrivals = [at for _, _, all_at in sent(link, sendings) for at in all_at]

    assert link.reordered or arrivals == sorted(arrivals)


@given(st.floats(50_000, 1_000_000), SENDINGS)
def test_a_narrow_line_never_delivers_more_than_its_rate(
    bitrate_bps: float, sendings: list[tuple[int, float]]
) -> None:
    found = sent(Link(Conditions(bitrate_bps=bitrate_bps)), sendings)
    arrived = [(all_at[0], (size + OVERHEAD) * 8) for _, size, all_at in found if all_at]

    # From one arrival to any later one: what came after the first has passed the narrow place in between.
    for number, (first, _) in enumerate(arrived):
        bits = 0
        for at, size in arrived[number + 1 :]:
            bits += size
            assert bits <= (at - first) * bitrate_bps * (1 + 1e-6) + 1


def test_shares_are_kept_and_every_run_is_the_same() -> None:
    how = Conditions(loss=0.05, reordered=0.02, duplicated=0.01)
    one, other = Link(how, seed=7), Link(how, seed=7)
    sendings = [(1000, 0.001)] * 20_000

    assert sent(one, sendings) == sent(other, sendings)
    assert 0.045 < one.lost / one.sent < 0.055
    assert 0.016 < one.reordered / one.sent < 0.022
    assert 0.007 < one.duplicated / one.sent < 0.012


def test_a_cap_that_is_lifted_lets_pass_what_comes_next_at_once() -> None:
    link = Link(Conditions(bitrate_bps=100_000))
    assert all(link.arrivals(1000, 1.0) for _ in range(3))

    link.conditions = CLEAR

    assert link.arrivals(1000, 1.5) == (1.5,)
