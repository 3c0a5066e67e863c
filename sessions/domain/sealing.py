"""A chain of seals over records that are final: whoever changes one later cannot do so unseen.

A record's content is canonical text: the same fields in any order give the same text, and different fields different
text. A seal is the SHA-256 (FIPS 180-4) of the seal before it and of the content, so each vouches for all before it.
The head, kept apart, tells of seals cut off at the end. Whoever can write everything could seal everything anew; a
head noted down elsewhere tells of that, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

Value = str | int | bool | datetime | UUID | None


class Fault(StrEnum):
    """What is wrong with a link of a chain."""

    ALTERED = "altered"  # its seal is not that of its content and of the link before
    MISSING = "missing"
    ADDED = "added"  # it comes after the head


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One sealed content. Numbers count from 1; ``seal`` is 64 hexadecimal digits."""

    number: int
    content: str
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain has got to: its last link's number and seal. A new chain is at number 0."""

    number: int
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first link of a chain that cannot be trusted. Those before it can."""

    number: int
    fault: Fault


def beginning(name: str) -> Head:
    """The head of the empty chain called ``name``: no link of one chain fits into another."""
    return Head(number=0, seal=sha256(name.encode()).hexdigest())


def canonical(fields: Mapping[str, Value]) -> str:
    """The content of a record: JSON with sorted names, no spaces, and times in UTC to the microsecond.

    Raises ``ValueError`` for a time without a zone, as it says no instant.
    """
    plain = {name: _plain(value) for name, value in fields.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def extend(head: Head, content: str) -> Link:
    """The link that follows ``head`` and seals ``content``."""
    return Link(
        number=head.number + 1,
        content=content,
        seal=sha256(f"{head.seal}\n{content}".encode()).hexdigest(),
    )


def first_broken(links: Iterable[Link], *, start: Head, head: Head) -> Broken | None:
    """The first link, in the order of their numbers, that breaks the chain from ``start`` to ``head``."""
    at = start
    for link in links:
        if link.number != at.number + 1:
            return Broken(number=at.number + 1, fault=Fault.MISSING)
        if link.number > head.number:
            return Broken(number=link.number, fault=Fault.ADDED)
        if link != extend(at, link.content):
            return Broken(number=link.number, fault=Fault.ALTERED)
        at = Head(number=link.number, seal=link.seal)
    if at.number < head.number:
        return Broken(number=at.number + 1, fault=Fault.MISSING)
    return None if at == head else Broken(number=at.number, fault=Fault.ALTERED)


def changed_fields(sealed: str, current: str) -> tuple[str, ...]:
    """The names of the fields in which two contents differ."""
    if sealed == current:  # nearly always, and several times as quick as reading them
        return ()
    before, after = _texts(sealed), _texts(current)
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def _texts(content: str) -> dict[str, str]:
    """Each field's text; as a text, since 1 equals true and "1" does not."""
    return {name: json.dumps(value, sort_keys=True) for name, value in json.loads(content).items()}


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time to be sealed needs a zone")
        return {"at": value.astimezone(UTC).isoformat(timespec="microseconds")}
    return {"id": str(value)} if isinstance(value, UUID) else value
