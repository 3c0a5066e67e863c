"""Who is in the clinic and when they meet: decided from the seed alone, before any row is written. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sessions.domain.recurrence import instant

ZONE = ZoneInfo("America/Phoenix")  # without daylight saving: every hour exists on every day
GROUP_SIZE = 10
# Clinics of many clients have many sites, each with programs of its own.
GROUPS_PER_SITE = 20
FIRST_NAMES = (
    *("Ada", "Amir", "Bea", "Caleb", "Chioma", "Dario", "Edda", "Emeka", "Fatima", "Felix", "Gita", "Hanna"),
    *("Ines", "Ivo", "Jamal", "Juno", "Kai", "Kofi", "Lena", "Luz", "Mara", "Mateo", "Naima", "Nils", "Olga"),
    *("Pablo", "Quentin", "Rana", "Rosa", "Sami", "Sofia", "Tariq", "Tessa", "Uri", "Vera", "Wei", "Xenia"),
)
LAST_NAMES = (
    *("Abbott", "Alvarez", "Becker", "Chen", "Diallo", "Eriksen", "Farouk", "Garcia", "Hughes", "Ito"),
    *("Jensen", "Kaplan", "Lopez", "Mbeki", "Novak", "Okafor", "Park", "Quinn", "Rossi", "Singh", "Tran"),
    *("Umar", "Vargas", "Weber", "Xu", "Young", "Zapata"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A track: on which ISO weekdays, from when, for how long, with how long a break."""

    name: str
    weekdays: tuple[int, ...]
    at: time
    minutes: int
    break_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A program, its share of the groups, and its tracks. A clinician leads one group of each in turn."""

    name: str
    level: str
    hours: tuple[int, int]
    weeks: int
    share: float
    tracks: tuple[Hours, ...]


COURSES = (
    Course(
        name="Saguaro Intensive Outpatient",
        level="iop",
        hours=(8, 19),
        weeks=10,
        share=0.75,
        tracks=(
            Hours(name="Morning", weekdays=(1, 3, 5), at=time(9), minutes=180, break_minutes=10),
            Hours(name="Evening", weekdays=(1, 3, 5), at=time(18), minutes=180, break_minutes=10),
        ),
    ),
    Course(
        name="Saguaro Outpatient",
        level="op",
        hours=(2, 4),
        weeks=16,
        share=0.2,
        tracks=(
            Hours(name="Noon", weekdays=(1,), at=time(12), minutes=120, break_minutes=0),
            Hours(name="Late afternoon", weekdays=(3,), at=time(16), minutes=120, break_minutes=0),
        ),
    ),
    Course(
        name="Saguaro Partial Hospitalization",
        level="php",
        hours=(20, 30),
        weeks=4,
        share=0.05,
        tracks=(Hours(name="Days", weekdays=(1, 2, 3, 4, 5), at=time(9), minutes=290, break_minutes=30),),
    ),
)
# Clinicians see clients alone when no group meets.
ALONE_WEEKDAYS, ALONE_HOURS, ALONE_MINUTES = (2, 4), (15, 16, 17, 18, 19), 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account. The number makes the address, so nobody has another's."""

    id: UUID
    number: int
    first_name: str
    last_name: str
    kind: str

    @property
    def email(self) -> str:
        return f"{self.kind}{self.number}@clinic.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """A group and its people. ``clients`` are those enrolled now; ``former`` were before. Sites count from 0."""

    id: UUID
    name: str
    site: int
    course: Course
    track: Hours
    clinician: Person
    clients: tuple[Person, ...]
    former: tuple[Person, ...]

    @property
    def program_name(self) -> str:
        return program_name(self.course, self.site)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicPlan:
    """Everybody and every group. ``rng`` goes on from where the plan left it."""

    coordinator: Person
    supervisor: Person
    groups: tuple[GroupPlan, ...]
    rng: Random


def plan_clinic(*, clients: int, seed: int) -> ClinicPlan:
    """A clinic of so many clients: of every ten, nine are enrolled and one has been."""
    rng = Random(seed)
    people = [_person(rng, number, "client") for number in range(1, clients + 1)]
    groups = []
    chunks = [people[first : first + GROUP_SIZE] for first in range(0, clients, GROUP_SIZE)]
    courses = [_course(position, len(chunks)) for position in range(len(chunks))]
    sites = [position // GROUPS_PER_SITE for position in range(len(chunks))]
    clinician = _person(rng, 1, "clinician")
    led: list[Hours] = []
    staff = 1
    for number, (chunk, course, site) in enumerate(zip(chunks, courses, sites, strict=True), start=1):
        track = course.tracks[number % len(course.tracks)]
        if any(_meet_together(track, each) for each in led) or len(led) == len(course.tracks):
            staff += 1
            clinician, led = _person(rng, staff, "clinician"), []
        led.append(track)
        former = len(chunk) // GROUP_SIZE
        groups.append(
            GroupPlan(
                id=new_id(rng),
                name=f"{LAST_NAMES[number % len(LAST_NAMES)]} group {number}",
                site=site,
                course=course,
                track=track,
                clinician=clinician,
                clients=tuple(chunk[former:]),
                former=tuple(chunk[:former]),
            )
        )
    return ClinicPlan(
        coordinator=_person(rng, 1, "coordinator"),
        supervisor=_person(rng, 1, "supervisor"),
        groups=tuple(groups),
        rng=rng,
    )


def meetings(track: Hours, *, monday: date, weeks: range) -> Iterator[tuple[datetime, datetime]]:
    """When the track meets in these weeks from that one on: starts and ends (UTC)."""
    for week in weeks:
        for weekday in track.weekdays:
            day = monday + timedelta(weeks=week, days=weekday - 1)
            start = instant(on=day, at=track.at, zone=ZONE)
            yield start, start + timedelta(minutes=track.minutes)


def alone(position: int, *, monday: date, weeks: range) -> Iterator[tuple[datetime, datetime]]:
    """When the clinician's client number ``position`` is seen alone: every other week, nobody else at that hour."""
    slots = [(weekday, hour) for weekday in ALONE_WEEKDAYS for hour in ALONE_HOURS]
    turn, slot = divmod(position, len(slots))
    if turn > 1:  # the clinician's hours are full
        return
    weekday, hour = slots[slot]
    for week in weeks:
        # Told from the calendar, so that the weeks of two seedings agree.
        if (monday.toordinal() // 7 + week) % 2 != turn:
            continue
        start = instant(on=monday + timedelta(weeks=week, days=weekday - 1), at=time(hour), zone=ZONE)
        yield start, start + timedelta(minutes=ALONE_MINUTES)


def new_id(rng: Random) -> UUID:
    """An id that the seed decides."""
    return UUID(int=rng.getrandbits(128), version=4)


def program_name(course: Course, site: int) -> str:
    return course.name if site == 0 else f"{course.name}, site {site + 1}"


def _course(position: int, groups: int) -> Course:
    """Of each site the first groups are of the first course, and so on, by their shares."""
    within = position % GROUPS_PER_SITE
    here = min(GROUPS_PER_SITE, groups - (position - within))
    reached = 0.0
    for course in COURSES:
        reached += course.share
        if within < round(reached * here):
            return course
    return COURSES[0]


def _meet_together(one: Hours, other: Hours) -> bool:
    """Whether one clinician cannot lead both: they share a weekday and an hour of it."""
    if not set(one.weekdays) & set(other.weekdays):
        return False
    first, second = sorted((one, other), key=lambda each: each.at)
    ends = first.at.hour * 60 + first.at.minute + first.minutes
    return ends > second.at.hour * 60 + second.at.minute


def _person(rng: Random, number: int, kind: str) -> Person:
    return Person(
        id=new_id(rng),
        number=number,
        first_name=rng.choice(FIRST_NAMES),
        last_name=rng.choice(LAST_NAMES),
        kind=kind,
    )
