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
class FacilitatorSubstituted(Event):
    """Somebody else leads, or no longer leads, a session."""

    session_id: UUID
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPublished(Event):
    track_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """A member of staff was given an account, and is to hear how to set it up."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEnrolled(Event):
    enrolment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceFinalized(Event):
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesChanged(Event):
    """Somebody chose other ways, hours, words or another clock for the messages to them."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyAlertRaised(Event):
    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Event):
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentEnded(Event):
    """An episode of care was closed; a move to another group is ``EnrolmentTransferred``."""

    enrolment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentTransferred(Event):
    """``enrolment_id`` goes on from ``ended_id``, in another group or at another level of care."""

    ended_id: UUID
    enrolment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TaperPlanned(Event):
    enrolment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """A client was given an account, and is to hear how to sign in."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRequested(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestInvited(Event):
    invitation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceCorrected(Event):
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSigned(Event):
    session_id: UUID


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        SessionScheduled,
        SessionRescheduled,
        SessionCancelled,
        FacilitatorSubstituted,
        TrackPublished,
        StaffInvited,
        SessionEnded,
        ClientEnrolled,
        AttendanceFinalized,
        AttendanceCorrected,
        AttendanceSigned,
        EnrolmentEnded,
        EnrolmentTransferred,
        TaperPlanned,
        AccountOpened,
        ConsultationRequested,
        GuestInvited,
        PreferencesChanged,
        SafetyAlertRaised,
        HoldReleased,
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
