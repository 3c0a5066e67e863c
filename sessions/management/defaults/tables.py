"""The field's usual figures: levels of care, kinds of session, topics and payers' rules.

Sources: The ASAM Criteria (levels 1, 2.1 and 2.5), SAMHSA TIP 47 (intensive outpatient treatment: groups, topics),
and CPT's midpoint rule for psychotherapy codes. Payers and states differ; these rows are where a clinic starts from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sessions.models import KindFamily, LevelOfCare, Modality


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    name: str
    level: LevelOfCare
    hours: tuple[int, int]  # a week, least and most
    weeks: int


LEVELS = (
    Level("php", "Partial hospitalization", LevelOfCare.PHP, (20, 30), 4),
    Level("iop-adult", "Intensive outpatient, adults", LevelOfCare.IOP, (9, 19), 10),
    Level("iop-adolescent", "Intensive outpatient, adolescents", LevelOfCare.IOP, (6, 19), 10),
    Level("op", "Outpatient", LevelOfCare.OP, (2, 8), 16),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """``seats``: the most clients; None leaves it to the group."""

    code: str
    name: str
    family: KindFamily
    minutes: int
    seats: int | None = None
    counts: bool = True
    modalities: tuple[Modality, ...] = ()


CBT, DBT, ACT, SFBT = Modality.CBT, Modality.DBT, Modality.ACT, Modality.SFBT
DYNAMIC, MET = Modality.PSYCHODYNAMIC, Modality.MOTIVATIONAL
GROUP, INDIVIDUAL, FAMILY = KindFamily.GROUP, KindFamily.INDIVIDUAL, KindFamily.FAMILY
MEDICAL, CASE, INTAKE, AFTERCARE = (
    KindFamily.MEDICAL,
    KindFamily.CASE,
    KindFamily.INTAKE,
    KindFamily.AFTERCARE,
)

KINDS = (
    Kind("process-group", "Group psychotherapy", GROUP, 180, 12, modalities=(CBT, DYNAMIC, MET)),
    Kind("psychoeducation", "Psychoeducation", GROUP, 90, 12, modalities=(CBT, MET)),
    Kind("skills-group", "Skills group", GROUP, 180, 12, modalities=(DBT, CBT)),
    Kind("coping-skills", "Coping skills", GROUP, 60, 12, modalities=(CBT, DBT)),
    Kind("medication-education", "Medication education", GROUP, 60, 12),
    Kind("relaxation", "Relaxation", GROUP, 60, 12, modalities=(ACT, DBT)),
    Kind("values", "Values exploration", GROUP, 60, 12, modalities=(ACT,)),
    Kind("occupational", "Occupational therapy", GROUP, 60, 12),
    Kind("expressive", "Expressive therapy", GROUP, 60, 12),
    Kind("individual", "Individual therapy", INDIVIDUAL, 50, 1, modalities=(CBT, ACT, SFBT, DYNAMIC, MET)),
    Kind("family", "Family therapy", FAMILY, 60, 1, modalities=(SFBT,)),
    Kind("medication", "Medication management", MEDICAL, 25, 1, counts=False),
    Kind("evaluation", "Psychiatric evaluation", MEDICAL, 60, 1, counts=False),
    Kind("case-management", "Case management", CASE, 30, 1, counts=False),
    Kind("intake", "Intake consultation", INTAKE, 45, 1, counts=False),
    Kind("aftercare", "Aftercare and alumni group", AFTERCARE, 60, 20, counts=False),
)

# In the order in which they usually come, with what clients read about them.
TOPICS = (
    ("Relapse prevention", "Spotting the early signs, and a plan for the hours that are hardest."),
    ("Coping skills", "What to do instead: short exercises for urges, worry and anger."),
    ("Emotional regulation", "Naming what you feel, and turning its volume down."),
    ("Communication", "Asking for what you need, saying no, and listening."),
    ("Recovery lifestyle", "Sleep, food, movement, and people who help you stay well."),
    ("Triggers and high-risk situations", "Places, people and moods, and how to get past them."),
    ("Stress management", "Breathing, relaxation, and planning a day that can be lived."),
    ("Healthy relationships", "Boundaries, trust, and mending what can be mended."),
    ("Thoughts and beliefs", "Catching thoughts that trip you up, and testing them."),
    ("Values and goals", "What matters to you, and one step toward it each week."),
    ("Medication and health", "What your medicines do, and how to take them safely."),
    ("Shame and self-compassion", "Talking to yourself as you would to a friend."),
)


@dataclass(frozen=True, slots=True)
class PayerDefault:
    """``per_diem`` in minutes; None where none is paid."""

    name: str
    per_diem: int | None
    seats: int | None


PAYERS = (
    PayerDefault("Commercial insurance", 180, 12),
    PayerDefault("Medicaid", 180, 12),
    PayerDefault("Medicare", 180, 12),
    PayerDefault("Self-pay", None, None),
)
# CPT's midpoint rule: a code is earned from the first minute past the middle between it and the one below.
TIMED_CODES = {"90832": 16, "90834": 38, "90837": 53}
RULES_FROM = date(2024, 1, 1)
YEARS_OF_HOLIDAYS = 3
