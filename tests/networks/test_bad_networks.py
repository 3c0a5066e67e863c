"""A real Chromium on a bad network. What takes longer, or a busy machine would blur, is in `bin/measure media`."""

from __future__ import annotations

import math

from . import scenes
from .scenes import Narrow, Switched, mostly
from .stage import stage


async def test_a_browser_whose_address_changes_sees_and_hears_on_within_three_seconds() -> None:
    async with stage() as on:
        moved = await scenes.moves(on, times=2)

        assert moved.voice_s < 3
        assert moved.picture_s < 3
        assert on.running.node.stats().moves >= 2


def test_the_speakers_picture_is_given_up_last() -> None:
    in_order = Narrow(
        concealed=0.0, shown=((540, 270), (135, 135), (135, 0), (0, 0), (135, 0)), recovered_s=9.0
    )
    out_of_order = Narrow(concealed=0.0, shown=((540, 270), (0, 135), (0, 0)), recovered_s=9.0)

    assert (in_order.out_of_order, out_of_order.out_of_order) == (0, 1)


def test_apart_is_what_nineteen_of_twenty_looks_are_below() -> None:
    assert mostly([float(number) for number in range(-100, 0)]) == 96.0
    assert math.isnan(mostly([]))
    assert (
        Switched(switches=1, longest_gap_ms=1, frozen_s=0, undecoded=0, apart_ms=mostly([3.0])).apart_ms
        == 3.0
    )
