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
from sessions.models.care_plan import Goal, GoalProgress, PlanReview, TreatmentPlan
from sessions.models.contacts import ClientProfile, Consent, RecordView
from sessions.models.curriculum import Curriculum, CurriculumTopic, Material, Topic
from sessions.models.holidays import Holiday
from sessions.models.licences import License, LicenseKind
from sessions.models.measures import MeasureResult, MeasureSchedule, ProgramMeasure
from sessions.models.notes import Addendum, ClientLine, SessionNote
from sessions.models.outbox import OutboxEvent
from sessions.models.payers import Payer, PayerRule, PayerTimedCode, StateRule
from sessions.models.people import Role, User
from sessions.models.programs import CareLevel, Enrolment, Group, LevelOfCare, Program, Track
from sessions.models.review import (
    AttendanceCorrection,
    AttendanceSignature,
    AttestedKind,
    AttestedPresence,
    CorrectionState,
)
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
    "Addendum",
    "AttendanceChain",
    "AttendanceCorrection",
    "AttendanceRecord",
    "AttendanceSeal",
    "AttendanceSignature",
    "AttestedKind",
    "AttestedPresence",
    "CancelReason",
    "CareLevel",
    "ClientLine",
    "ClientProfile",
    "Consent",
    "CorrectionState",
    "Curriculum",
    "CurriculumTopic",
    "DeclaredBreak",
    "EndReason",
    "Enrolment",
    "Goal",
    "GoalProgress",
    "Group",
    "Heartbeat",
    "Holiday",
    "KindFamily",
    "LevelOfCare",
    "License",
    "LicenseKind",
    "Material",
    "MeasureResult",
    "MeasureSchedule",
    "Modality",
    "Outage",
    "OutboxEvent",
    "Payer",
    "PayerRule",
    "PayerTimedCode",
    "Place",
    "PlanReview",
    "PresenceSpan",
    "Program",
    "ProgramMeasure",
    "RecordView",
    "Role",
    "RosterEntry",
    "RosterPart",
    "Series",
    "SeriesMember",
    "Session",
    "SessionKind",
    "SessionNote",
    "SessionStatus",
    "StateRule",
    "Topic",
    "Track",
    "TreatmentPlan",
    "User",
    "Zone",
]
