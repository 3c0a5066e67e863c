"""What a group is about, week after week, and what each of its clients meets of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sessions.domain.curriculum import Coverage, Meeting, coverage
from sessions.models import (
    AttendanceRecord,
    CurriculumTopic,
    Group,
    Material,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    Topic,
    User,
)

# An attendance with any of these brought the client no topic.
MISSED = frozenset({"absent", "no_show", "excused", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """What one client meets of the curriculum: attended, or ahead of them."""

    client: User
    coverage: Coverage[Topic]
    met: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A group's occurrences with their topics, the oldest first, and each client's share of the topics."""

    topics: tuple[Topic, ...]
    sessions: tuple[Session, ...]
    clients: tuple[ClientRow, ...]


def rotation_of(*, group: Group, now: datetime) -> Rotation:
    """The topics of the group's curricula. Five queries, however many clients and occurrences."""
    places = CurriculumTopic.objects.filter(curriculum__series__group=group).select_related("topic")
    topics = tuple(dict.fromkeys(place.topic for place in places.order_by("curriculum", "position")))
    sessions = tuple(
        Session.objects.filter(group=group, topic__isnull=False)
        .exclude(status=SessionStatus.CANCELLED)
        .select_related("topic")
        .order_by("starts_at", "id")
    )
    enrolled = list(
        User.objects.filter(enrolments__group=group, enrolments__ended_date=None)
        .order_by("legal_name")
        .distinct()
    )
    rosters = _sessions_by_client(enrolled, sessions)
    missed = _missed(sessions)
    rows = [_row(client, topics, sessions, rosters, missed, now) for client in enrolled] if topics else []
    return Rotation(topics=topics, sessions=sessions, clients=tuple(rows))


def _row(
    client: User,
    topics: Sequence[Topic],
    sessions: Sequence[Session],
    rosters: set[tuple[UUID, UUID]],
    missed: set[tuple[UUID, UUID]],
    now: datetime,
) -> ClientRow:
    theirs = [
        session
        for session in sessions
        if (session.pk, client.pk) in rosters and (session.pk, client.pk) not in missed
    ]
    meetings = [
        Meeting(at=session.starts_at, topic=session.topic) for session in theirs if session.topic is not None
    ]
    return ClientRow(
        client=client,
        coverage=coverage(topics=topics, meetings=meetings),
        met=frozenset(each.topic for each in meetings if each.at <= now),
    )


def _sessions_by_client(clients: Sequence[User], sessions: Sequence[Session]) -> set[tuple[UUID, UUID]]:
    entries = RosterEntry.objects.filter(session__in=sessions, person__in=clients, part=RosterPart.CLIENT)
    return set(entries.values_list("session_id", "person_id"))


def _missed(sessions: Sequence[Session]) -> set[tuple[UUID, UUID]]:
    records = AttendanceRecord.objects.filter(session__in=sessions, status__in=MISSED)
    return set(records.values_list("session_id", "person_id"))


def may_read_material(user: User, material: Material) -> bool:
    """Staff, and whoever is expected at a session with its topic, whether that was or is to come."""
    if not user.is_active:
        return False
    if user.is_staff_member:
        return True
    return RosterEntry.objects.filter(person=user, session__topic=material.topic_id).exists()
