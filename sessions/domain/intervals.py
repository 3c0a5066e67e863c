"""Stretches of time, half-open: an interval holds its start and not its end.

Every function takes intervals in any order, overlapping or not, and returns the same instants as a ``Times``: sorted,
apart from each other (what touches is joined), none of them empty.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from ``start`` up to but excluding ``end``. Raises ``ValueError`` if it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"An interval ends at {self.end}, before its start at {self.start}.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start


Times = tuple[Interval, ...]


def union(*several: Iterable[Interval]) -> Times:
    """The instants in any of them."""
    joined: list[Interval] = []
    for interval in sorted(interval for intervals in several for interval in intervals):
        if interval.start == interval.end:
            continue
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return tuple(joined)


def intersection(one: Iterable[Interval], other: Iterable[Interval]) -> Times:
    """The instants in both."""
    left, right = union(one), union(other)
    shared: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            shared.append(Interval(start, end))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return tuple(shared)


def difference(one: Iterable[Interval], other: Iterable[Interval]) -> Times:
    """The instants of ``one`` that are not in ``other``."""
    taken = union(other)
    kept: list[Interval] = []
    for interval in union(one):
        start = interval.start
        for hole in taken:
            if hole.end <= start or hole.start >= interval.end:
                continue
            if start < hole.start:
                kept.append(Interval(start, hole.start))
            start = hole.end
        if start < interval.end:
            kept.append(Interval(start, interval.end))
    return tuple(kept)


def between(times: Times) -> Times:
    """The gaps between consecutive intervals of ``times``."""
    return tuple(Interval(before.end, after.start) for before, after in itertools.pairwise(times))


def total(intervals: Iterable[Interval]) -> timedelta:
    """How long they are together; what overlaps counts once."""
    return sum((interval.length for interval in union(intervals)), timedelta(0))
