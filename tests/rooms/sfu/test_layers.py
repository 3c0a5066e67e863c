"""Large enough for the tile, and all within the budget."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.layers import Want, choose, cost, ideal


class Layer(NamedTuple):
    height: int
    bitrate_bps: float


SIMULCAST = (Layer(180, 120_000), Layer(360, 400_000), Layer(720, 1_200_000))

wants = st.lists(
    st.builds(
        lambda height, layers, prominent: (height, tuple(SIMULCAST[:layers]), prominent),
        height=st.integers(0, 1080),
        layers=st.integers(0, 3),
        prominent=st.booleans(),
    ),
    max_size=12,
).map(lambda tiles: [Want(seat, *tile) for seat, tile in enumerate(tiles)])


@given(wants=wants, budget=st.floats(0, 5e6))
def test_the_choice_never_exceeds_the_budget_nor_what_is_wanted(wants: list[Want], budget: float) -> None:
    chosen = choose(wants, budget)

    assert cost(wants, chosen) <= budget
    for want in wants:
        index, best = chosen[want.seat], ideal(want)
        assert index is None or (best is not None and index <= best)


@given(wants=wants, budget=st.floats(0, 5e6), more=st.floats(0, 5e6))
def test_a_larger_budget_never_shows_fewer_people(wants: list[Want], budget: float, more: float) -> None:
    def shown(bps: float) -> int:
        return sum(index is not None for index in choose(wants, bps).values())

    assert shown(budget) <= shown(budget + more)


@given(wants=wants, budget=st.floats(0, 5e6))
def test_where_nothing_may_pause_everybody_wanted_is_shown(wants: list[Want], budget: float) -> None:
    chosen = choose(wants, budget, may_pause=False)

    assert {seat for seat, index in chosen.items() if index is not None} == {
        want.seat for want in wants if ideal(want) is not None
    }


def test_the_smallest_layer_that_fills_the_tile_is_ideal() -> None:
    assert [ideal(Want(0, height, SIMULCAST)) for height in (0, 90, 180, 240, 360, 480, 720, 2160)] == [
        None, 0, 0, 0, 1, 1, 2, 2,
    ]  # fmt: skip


def test_pictures_shrink_before_any_is_taken_away_and_the_largest_tile_is_last() -> None:
    group = [Want(0, 720, SIMULCAST), Want(1, 180, SIMULCAST), Want(2, 180, SIMULCAST)]

    assert choose(group, None) == {0: 2, 1: 0, 2: 0}
    assert choose(group, 700_000) == {0: 1, 1: 0, 2: 0}
    assert choose(group, 360_000) == {0: 0, 1: 0, 2: 0}
    assert choose(group, 250_000) == {0: 0, 1: 0, 2: None}
    assert choose(group, 130_000) == {0: 0, 1: None, 2: None}
    assert choose(group, 100_000) == {0: None, 1: None, 2: None}


def test_the_speaker_and_a_shared_screen_lose_their_pictures_last() -> None:
    group = [Want(0, 180, SIMULCAST, prominent=True), Want(1, 720, SIMULCAST), Want(2, 2160, SIMULCAST, True)]

    assert choose(group, 250_000) == {0: 0, 1: None, 2: 0}
    assert choose(group, 130_000) == {0: None, 1: None, 2: 0}
