"""Which simulcast layer each seat shows: large enough for its tile, and all of them within what the path carries.

When not everything fits, the largest pictures shrink first, then the smallest tiles lose their picture: fewer and
smaller videos, then only what is prominent (the speaker, a shared screen), then none. Voice is never part of the
bargain: its bitrate is taken off the budget before it comes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

# A picture may be shown this much larger than it was sent before the next layer is worth its bits.
STRETCH = 1.35


class Layer(Protocol):
    """One encoding that a publisher sends right now."""

    @property
    def height(self) -> int:
        """Pixels."""

    @property
    def bitrate_bps(self) -> float: ...


class Want(NamedTuple):
    """A seat that could show a picture. `layers` ascend; `height` is its tile's, in pixels, 0 for none wanted."""

    seat: int
    height: int
    layers: Sequence[Layer]
    prominent: bool = False  # loses its picture only after all that are not


def ideal(want: Want) -> int | None:
    """The index of the smallest layer that fills the tile, the largest if none does; None for no picture."""
    if want.height <= 0 or not want.layers:
        return None
    for index, layer in enumerate(want.layers):
        if layer.height * STRETCH >= want.height:
            return index
    return len(want.layers) - 1


def cost(wants: Sequence[Want], chosen: dict[int, int | None]) -> float:
    """Bits per second that a choice takes."""
    return sum(_bitrate(want, chosen[want.seat]) for want in wants)


def choose(
    wants: Sequence[Want], budget_bps: float | None, *, may_pause: bool = True
) -> dict[int, int | None]:
    """For each seat the index of its layer, None for no picture. No budget: everybody gets their ideal.

    Where nothing `may_pause`, every picture that is wanted stays, in its smallest layer if need be.
    """
    chosen = {want.seat: ideal(want) for want in wants}
    if budget_bps is None:
        return chosen
    total = cost(wants, chosen)
    while total > budget_bps:
        shown = [want for want in wants if chosen[want.seat] is not None]
        shrinkable = [want for want in shown if chosen[want.seat]]
        if shrinkable:
            largest = max(shrinkable, key=lambda want: (_bitrate(want, chosen[want.seat]), want.seat))
            index = chosen[largest.seat]
            chosen[largest.seat] = index - 1 if index else None
        elif shown and may_pause:
            chosen[min(shown, key=_worth).seat] = None
        else:
            break
        total = cost(wants, chosen)
    return chosen


def _worth(want: Want) -> tuple[bool, int, int]:
    return want.prominent, want.height, -want.seat


def _bitrate(want: Want, index: int | None) -> float:
    return 0.0 if index is None else want.layers[index].bitrate_bps
