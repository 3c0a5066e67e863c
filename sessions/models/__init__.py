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
from sessions.models.curriculum import Curriculum, CurriculumTopic, Material, Topic
from sessions.models.holidays import Holiday
from sessions.models.licences import License, LicenseKind
from sessions.models.outbox import OutboxEvent
from sessions.models.payers import Payer, PayerRule, PayerTimedCode, StateRule
from sessions.models.people import Role, User
from sessions.models.programs import CareLevel, Enrolment, Group, LevelOfCare, Program, Track
from sessions.models.schedule import (
    CancelReason,
    KindFamily,
    Modality,
    Place,
    RosterEntry,
    RosterPart,
    Series,
    SeriesMember,
    Session,
    SessionKind,
    SessionStatus,
)

__all__ = [
    "AttendanceChain",
    "AttendanceRecord",
    "AttendanceSeal",
    "CancelReason",
    "CareLevel",
    "Curriculum",
    "CurriculumTopic",
    "DeclaredBreak",
    "EndReason",
    "Enrolment",
    "Group",
    "Heartbeat",
    "Holiday",
    "KindFamily",
    "LevelOfCare",
    "License",
    "LicenseKind",
    "Material",
    "Modality",
    "Outage",
    "OutboxEvent",
    "Payer",
    "PayerRule",
    "PayerTimedCode",
    "Place",
    "PresenceSpan",
    "Program",
    "Role",
    "RosterEntry",
    "RosterPart",
    "Series",
    "SeriesMember",
    "Session",
    "SessionKind",
    "SessionStatus",
    "StateRule",
    "Topic",
    "Track",
    "User",
    "Zone",
]
