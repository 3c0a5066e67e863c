"""What happened, in the past tense. Events carry ids and revisions only, so that any queue or log may hold them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; each kind is a subclass whose fields are UUIDs and whole numbers."""

    @property
    def name(self) -> str:
        return type(self).__name__

    def payload(self) -> dict[str, str | int]:
        """The fields as JSON has them: ids as text."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScheduled(Event):
    session_id: UUID
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRescheduled(Event):
    session_id: UUID
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(Event):
    session_id: UUID
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEnrolled(Event):
    enrolment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceFinalized(Event):
    session_id: UUID


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        SessionScheduled,
        SessionRescheduled,
        SessionCancelled,
        SessionEnded,
        ClientEnrolled,
        AttendanceFinalized,
    )
}


def parse(name: str, payload: dict[str, Any]) -> Event:
    """The event that ``name`` and ``payload()`` described. Raises ``KeyError`` for a name that is not known."""
    kind = KINDS[name]
    annotations = {field.name: field.type for field in fields(kind)}
    return kind(
        **{
            key: UUID(payload[key]) if "UUID" in str(annotations[key]) else payload[key]
            for key in annotations
        }
    )
