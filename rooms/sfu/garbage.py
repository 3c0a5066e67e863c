"""Python's cycle collector, out of the way of packets.

Each packet makes objects that live in caches for a while, by which the collector is woken, and it then walks through
all that it knows: the program itself, which never goes away, and the caches, which hold no cycles. In a small room that
was a quarter of a media server's CPU, and pauses in the midst of packets. What is there at the start is taken off its
list; what comes and goes with people still is on it, and is looked at when enough of it has gathered.
"""

from __future__ import annotations

import gc

# New objects that have not gone again, before the youngest are looked at. A room of twelve with full caches holds about
# so many; after that as many go as come, and what gathers are the cycles that leavers left.
YOUNGEST_MOST = 100_000


def settle() -> None:
    """To be called once, when a process that is all media server has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST_MOST, 10, 10)
