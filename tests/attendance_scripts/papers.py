"""What is asked of ``tests.attendance_scripts.rows``, which lives in a process of the house, and what it answers."""

from __future__ import annotations

from msgspec import Struct


class Wanted(Struct, frozen=True):
    """One evening to make: its people, and which of them lead. It starts in ``starts_in_s``."""

    names: tuple[str, ...]
    leaders: tuple[str, ...]
    starts_in_s: float


class Made(Struct, frozen=True):
    """A cookie for each of them, by name. Times are seconds since 1970."""

    room: str
    starts: float
    ends: float
    cookies: dict[str, str]


class Record(Struct, frozen=True):
    """What was written of a client; ``zones`` are the seconds of their spans in each."""

    credited_s: int
    billable_s: int
    countable_s: int
    lobby_s: int
    status: str
    late: bool
    left_early: bool
    first_entered: float | None
    last_left: float | None
    zones: dict[str, float]


class SpanRow(Struct, frozen=True):
    """A span as it is in the database; ``ended`` None where it is open."""

    name: str
    connection: str
    zone: str
    began: float
    ended: float | None
    reason: str


class Written(Struct, frozen=True):
    """What the house made of one evening. ``computes``: reckoning from its spans again gives the same records."""

    room: str
    records: dict[str, Record]
    computes: bool
    spans: tuple[SpanRow, ...]

    def told(self, starts: float) -> list[str]:
        """The spans for people, in seconds of the session."""
        return [
            f"{span.began - starts:7.2f} to {'     ?' if span.ended is None else f'{span.ended - starts:6.2f}'}"
            f" {span.name}, {span.connection[:4]}, {span.zone}: {span.reason or 'open'}"
            for span in self.spans
        ]


class Readings(Struct, frozen=True):
    """``faults``: what the verifier of the seals has found."""

    written: tuple[Written, ...]
    faults: tuple[str, ...]
