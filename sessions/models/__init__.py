"""The rows of the care domain: people, programs, schedule, attendance and the outbox."""

from sessions.domain.attendance import EndReason, Zone
from sessions.models.attendance import (
    AttendanceChain,
    AttendanceRecord,
    AttendanceSeal,
    DeclaredBreak,
    Heartbeat,
    Outage,
    PresenceSpan,
)
from sessions.models.outbox import OutboxEvent
from sessions.models.people import Role, User
from sessions.models.programs import Enrolment, Group, LevelOfCare, Program, Track
from sessions.models.schedule import RosterEntry, RosterPart, Series, Session, SessionKind, SessionStatus

__all__ = [
    "AttendanceChain",
    "AttendanceRecord",
    "AttendanceSeal",
    "DeclaredBreak",
    "EndReason",
    "Enrolment",
    "Group",
    "Heartbeat",
    "LevelOfCare",
    "Outage",
    "OutboxEvent",
    "PresenceSpan",
    "Program",
    "Role",
    "RosterEntry",
    "RosterPart",
    "Series",
    "Session",
    "SessionKind",
    "SessionStatus",
    "Track",
    "User",
    "Zone",
]
