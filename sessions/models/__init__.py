"""The rows of the care domain: people, programs, schedule, attendance and the outbox."""

from sessions.domain.attendance import EndReason, Zone
from sessions.models.aftercare import AftercarePlan
from sessions.models.alerts import AlertKind, SafetyAlert
from sessions.models.arrival import (
    Agreement,
    AgreementGiven,
    AgreementKind,
    AgreementText,
    Arrival,
    LocationRelease,
    PanelView,
)
from sessions.models.attendance import (
    AttendanceChain,
    AttendanceRecord,
    AttendanceSeal,
    DeclaredBreak,
    Heartbeat,
    Outage,
    PresenceSpan,
)
from sessions.models.authorization import Authorization
from sessions.models.care_plan import Goal, GoalProgress, PlanReview, TreatmentPlan
from sessions.models.contacts import ClientProfile, Consent, RecordView
from sessions.models.curriculum import Curriculum, CurriculumTopic, Material, Topic
from sessions.models.enrolment import GOES_ON, CareTeamMember, Duty, EndedReason, Enrolment, TaperStep
from sessions.models.exports import Disclosure, Export, ExportKind, ExportState
from sessions.models.guests import GuestInvitation
from sessions.models.holidays import Holiday
from sessions.models.intake import (
    COVERED,
    CallTime,
    ClosedReason,
    ConsultationRequest,
    Coverage,
    Decision,
    InsuranceCheck,
    ReachBy,
    RequestStatus,
    Screening,
)
from sessions.models.integration import ApiToken, CallState, Scope, Webhook, WebhookCall
from sessions.models.licences import License, LicenseKind
from sessions.models.measures import MeasureResult, MeasureSchedule, ProgramMeasure
from sessions.models.notes import Addendum, ClientLine, SessionNote
from sessions.models.outbox import OutboxEvent
from sessions.models.payers import Payer, PayerRule, PayerTimedCode, StateRule
from sessions.models.people import Role, User
from sessions.models.programs import CareLevel, Group, LevelOfCare, Program, Track
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
    "COVERED",
    "GOES_ON",
    "Addendum",
    "AftercarePlan",
    "Agreement",
    "AgreementGiven",
    "AgreementKind",
    "AgreementText",
    "AlertKind",
    "ApiToken",
    "Arrival",
    "AttendanceChain",
    "AttendanceCorrection",
    "AttendanceRecord",
    "AttendanceSeal",
    "AttendanceSignature",
    "AttestedKind",
    "AttestedPresence",
    "Authorization",
    "CallState",
    "CallTime",
    "CancelReason",
    "CareLevel",
    "CareTeamMember",
    "ClientLine",
    "ClientProfile",
    "ClosedReason",
    "Consent",
    "ConsultationRequest",
    "CorrectionState",
    "Coverage",
    "Curriculum",
    "CurriculumTopic",
    "Decision",
    "DeclaredBreak",
    "Disclosure",
    "Duty",
    "EndReason",
    "EndedReason",
    "Enrolment",
    "Export",
    "ExportKind",
    "ExportState",
    "Goal",
    "GoalProgress",
    "Group",
    "GuestInvitation",
    "Heartbeat",
    "Holiday",
    "InsuranceCheck",
    "KindFamily",
    "LevelOfCare",
    "License",
    "LicenseKind",
    "LocationRelease",
    "Material",
    "MeasureResult",
    "MeasureSchedule",
    "Modality",
    "Outage",
    "OutboxEvent",
    "PanelView",
    "Payer",
    "PayerRule",
    "PayerTimedCode",
    "Place",
    "PlanReview",
    "PresenceSpan",
    "Program",
    "ProgramMeasure",
    "ReachBy",
    "RecordView",
    "RequestStatus",
    "Role",
    "RosterEntry",
    "RosterPart",
    "SafetyAlert",
    "Scope",
    "Screening",
    "Series",
    "SeriesMember",
    "Session",
    "SessionKind",
    "SessionNote",
    "SessionStatus",
    "StateRule",
    "TaperStep",
    "Topic",
    "Track",
    "TreatmentPlan",
    "User",
    "Webhook",
    "WebhookCall",
    "Zone",
]
