"""Rows for tests, made by plain functions. Each call makes new ones; names are unmistakably made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sessions.models import (
    Arrival,
    AttendanceRecord,
    EndReason,
    Enrolment,
    Group,
    LevelOfCare,
    License,
    LicenseKind,
    PresenceSpan,
    Program,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionKind,
    Track,
    User,
    Zone,
)

_numbers = count(1)
THREE_HOURS = timedelta(hours=3)
# Where clients say they are, and facilitators are licensed, unless a test says otherwise.
HOME_STATE = "AZ"


def person(role: str = Role.CLIENT, **fields: Any) -> User:
    """Someone with an account; without a password unless ``password`` is given."""
    number = next(_numbers)
    defaults = {
        "email": f"{role}{number}@example.test",
        "legal_name": f"Legal Name {number}",
        "display_name": f"Person {number}",
    }
    return User.objects.create_user(role=role, **defaults | fields)


def client(**fields: Any) -> User:
    return person(Role.CLIENT, **fields)


def facilitator(**fields: Any) -> User:
    return person(Role.FACILITATOR, **fields)


def program(**fields: Any) -> Program:
    """An IOP of 9 to 19 hours a week with the usual attendance rules, in New York."""
    defaults: dict[str, Any] = {
        "name": f"Program {next(_numbers)}",
        "level": LevelOfCare.IOP,
        "weekly_hours_min": 9,
        "weekly_hours_max": 19,
    }
    return Program.objects.create(**defaults | fields)


def track(*, within: Program | None = None, **fields: Any) -> Track:
    """A published evening track: Monday, Wednesday and Friday from 18:00 to 21:00."""
    defaults: dict[str, Any] = {
        "program": within or program(),
        "name": f"Track {next(_numbers)}",
        "weekdays": [1, 3, 5],
        "starts_local": time(18),
        "ends_local": time(21),
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Track.objects.create(**defaults | fields)


def group_with(
    clients: int | Sequence[User] = 0,
    *,
    facilitators: int | Sequence[User] = 1,
    within: Program | None = None,
    **fields: Any,
) -> Group:
    """A group whose clients are enrolled and whose facilitators are assigned: as many as said, or these very people."""
    group = Group.objects.create(
        **{"track": track(within=within), "name": f"Group {next(_numbers)}"} | fields
    )
    group.facilitators.set(_people(facilitators, Role.FACILITATOR))
    Enrolment.objects.bulk_create(
        Enrolment(client=someone, group=group, began_date=date(2026, 1, 1))
        for someone in _people(clients, Role.CLIENT)
    )
    return group


def kind(code: str = "process-group", **fields: Any) -> SessionKind:
    """The session kind with this code, made if it does not exist."""
    defaults = {"name": code.replace("-", " ").capitalize(), "minutes": 180} | fields
    return SessionKind.objects.get_or_create(code=code, defaults=defaults)[0]


def session_at(
    starts_at: datetime,
    *,
    lasting: timedelta = THREE_HOURS,
    group: Group | None = None,
    clients: int | Sequence[User] = 0,
    facilitators: int | Sequence[User] = 0,
    **fields: Any,
) -> Session:
    """A session with its roster: the people of ``group``, if given, and those named here."""
    defaults: dict[str, Any] = {
        "program": fields.get("program") or (group.track.program if group else program()),
        "group": group,
        "kind": fields.get("kind") or kind(),
        "title": "Evening group",
        "starts_at": starts_at,
        "ends_at": starts_at + lasting,
    }
    session = Session.objects.create(**defaults | fields)
    everyone = dict.fromkeys(_people(clients, Role.CLIENT), RosterPart.CLIENT)
    everyone |= dict.fromkeys(_people(facilitators, Role.FACILITATOR), RosterPart.FACILITATOR)
    if group:
        everyone |= {
            enrolment.client: RosterPart.CLIENT for enrolment in group.enrolments.filter(ended_date=None)
        }
        everyone |= dict.fromkeys(group.facilitators.all(), RosterPart.FACILITATOR)
    for someone, part in everyone.items():
        expect(session, someone, part)
    return session


def expect(
    session: Session, someone: User, part: str = RosterPart.CLIENT, *, arrived: bool = True
) -> RosterEntry:
    """Put someone on the session's roster. With ``arrived`` they have passed the gate, or may lead at home."""
    entry = RosterEntry.objects.create(session=session, person=someone, part=part)
    if arrived and part in (RosterPart.CLIENT, RosterPart.GUEST):
        arrive(session, someone)
    elif arrived and not someone.licenses.filter(state=HOME_STATE).exists():
        license_in(HOME_STATE, someone)
    return entry


def arrive(session: Session, someone: User, **fields: Any) -> Arrival:
    """What someone told who passed the gate of this session, safe and at home."""
    told_at = datetime.now(UTC)
    defaults: dict[str, Any] = {
        "named_at": told_at,
        "address": f"{next(_numbers)} Example Street, Sampletown",
        "state": HOME_STATE,
        "callback_number": "555 010 0100",
        "emergency_name": "Emergency Example",
        "emergency_phone": "555 010 0101",
        "private": True,
        "located_at": told_at,
        "mood": 6,
        "cravings": 2,
        "safe": True,
        "checked_in_at": told_at,
        "passed_at": told_at,
    }
    return Arrival.objects.create(session=session, person=someone, **defaults | fields)


def license_in(state: str, someone: User, **fields: Any) -> License:
    """A licence of this state that is good for long."""
    defaults: dict[str, Any] = {
        "kind": LicenseKind.LPC,
        "number": f"L-{uuid4().hex[:12]}",  # unlike those of another process on this database
        "expires_date": date(2099, 12, 31),
    }
    return License.objects.create(person=someone, state=state, **defaults | fields)


def was_in(
    session: Session,
    someone: User,
    began_at: datetime,
    ended_at: datetime | None = None,
    *,
    zone: str = Zone.ROOM,
    reason: str = EndReason.LOST,
) -> PresenceSpan:
    """A presence span on a connection of its own; open while ``ended_at`` is None."""
    return PresenceSpan.objects.create(
        session=session,
        person=someone,
        connection=uuid4(),
        zone=zone,
        began_at=began_at,
        last_seen_at=ended_at or began_at,
        ended_at=ended_at,
        end_reason=reason if ended_at else "",
    )


def record(session: Session, someone: User, *, credited_s: int, **fields: Any) -> AttendanceRecord:
    """What attendance says of someone in a session: all that is credited is billable, and they were on time."""
    defaults = {
        "billable_s": credited_s,
        "countable_s": max(credited_s, 3600),
        "lobby_s": 0,
        "status": "present" if credited_s else "no_show",
        "late": False,
        "left_early": False,
        "finalized_at": session.attendance_final_at or session.ends_at,
    }
    return AttendanceRecord.objects.create(
        session=session, person=someone, credited_s=credited_s, **defaults | fields
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that is on just now, with the people on its roster."""

    session: Session
    facilitator: User
    clients: list[User]


def live_session(*, clients: int = 2, now: datetime | None = None) -> LiveSession:
    """A session that began ten minutes ago, with one facilitator and ``clients`` clients."""
    leader, people = facilitator(), [client() for _ in range(clients)]
    starts_at = (now or datetime.now(UTC)) - timedelta(minutes=10)
    session = session_at(starts_at, clients=people, facilitators=[leader])
    return LiveSession(session=session, facilitator=leader, clients=people)


def _people(wanted: int | Sequence[User], role: str) -> list[User]:
    return [person(role) for _ in range(wanted)] if isinstance(wanted, int) else list(wanted)
