"""Python's garbage collector in a process that serves people's voices, hands and words.

A full collection looks at every object there is, and everything stops meanwhile. With Python's own thresholds a web
process of a thousand sockets did so every twelve seconds, for a third of a second each time: three in a hundred
commands waited for it. Half of those objects are the code itself, which never goes.
"""

from __future__ import annotations

import gc

# Of objects that are neither code nor soon gone there are some 200 for each socket. So a full collection comes with
# hundreds of people who came, not with the commands of those who are here: with every 250,000 objects more. The
# youngest are looked at a thousand at a time, for a third of a millisecond; ten thousand at a time took 5.5 ms, and the
# same pages, by how much they and those before them make, were the ones to wait.
YOUNG = 1_000
STEPS = (50, 5)


def settle() -> None:
    """Leave what is loaded by now out of every collection from here on, and collect rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *STEPS)
