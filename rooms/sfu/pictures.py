"""Which encoding of each picture goes to each seat of one subscriber.

What fits is `layers`' to say; here its answer meets what is there to be sent. An encoding that sleeps may be chosen,
which wakes it; until its packets come the seat shows what it showed, or whatever is closest, and never nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from . import layers
from .contract import Source
from .policy import Kind
from .subscriber import SeatOutlet, Subscriber

# The height a shared screen is wanted in; it is the last to be given up.
SHARE_HEIGHT = 2160


def choose(
    subscriber: Subscriber, *, leading: Collection[str], now: float
) -> Iterator[tuple[SeatOutlet, Source | None]]:
    """What each seat is to be aimed at, None for nothing. Seats that are to go on as they are aren't named.

    `leading` are the people who keep their picture longest. Says in `subscriber.paused` whether any had to go.
    """
    wants: list[layers.Want] = []
    offered: dict[int, tuple[SeatOutlet, list[Source]]] = {}
    for outlet in subscriber.pictures:
        track = outlet.track
        if track is None or not track.open:
            continue
        sources = [source for source in track.sources() if source.available(now)]
        if not sources:
            continue  # nothing is sent; it goes on where it was
        height = SHARE_HEIGHT if outlet.kind is Kind.SHARE else subscriber.height(track.person)
        prominent = outlet.kind is Kind.SHARE or track.person in leading
        wants.append(layers.Want(outlet.seat, height, sources, prominent))
        offered[outlet.seat] = outlet, sources
    may_pause = subscriber.budget.may_pause(now)
    chosen = layers.choose(wants, subscriber.video_budget(now), may_pause=may_pause)
    subscriber.paused = any(want.height > 0 and chosen[want.seat] is None for want in wants)
    for seat, index in chosen.items():
        outlet, sources = offered[seat]
        if index is None:
            yield outlet, None
        else:
            sources[index].want(now)
            yield outlet, shown_meanwhile(sources, index, outlet.source, now)


def shown_meanwhile(sources: Sequence[Source], index: int, shown: Source | None, now: float) -> Source:
    """The chosen one of these (they ascend) if it flows; else what is shown, or the closest that flows."""
    chosen = sources[index]
    if chosen.active(now):
        return chosen
    if shown in sources and shown is not None and shown.active(now):
        return shown
    below = [source for source in sources[:index] if source.active(now)]
    above = [source for source in sources[index + 1 :] if source.active(now)]
    return below[-1] if below else above[0] if above else chosen
