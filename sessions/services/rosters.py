"""Who is expected at the occurrences of a series: the people of its group, or its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sessions.domain.recurrence import zone_named
from sessions.models import Enrolment, Group, RosterEntry, RosterPart, Series, Session
from sessions.services.bookings import busy_at

LEADING = frozenset({RosterPart.FACILITATOR, RosterPart.COFACILITATOR})


def expect_people(series: Series, sessions: Sequence[Session], *, only_the_free: bool = False) -> None:
    """Put them on the rosters. ``only_the_free`` leaves out whoever is in another session then."""
    entries = _of_group(series.group, sessions) if series.group else _of_members(series, sessions)
    if only_the_free:
        entries = _free(entries)
    RosterEntry.objects.bulk_create(entries)


def leaders_of(group: Group) -> dict[UUID, RosterPart]:
    """Who leads the group's sessions, and as what."""
    parts = {person.pk: RosterPart.COFACILITATOR for person in group.cofacilitators.all()}
    return parts | {person.pk: RosterPart.FACILITATOR for person in group.facilitators.all()}


def _of_group(group: Group, sessions: Iterable[Session]) -> list[RosterEntry]:
    """The group's clinicians, and whoever is enrolled on the session's local date."""
    zone = zone_named(group.track.program.time_zone)
    leaders = leaders_of(group)
    enrolments = list(Enrolment.objects.filter(group=group))
    return [
        entry
        for session in sessions
        for entry in (
            *(_entry(session, person_id, part) for person_id, part in leaders.items()),
            *(
                _entry(session, enrolment.client_id, RosterPart.CLIENT)
                for enrolment in enrolments
                if enrolment.covers(session.starts_at.astimezone(zone).date())
            ),
        )
    ]


def _of_members(series: Series, sessions: Iterable[Session]) -> list[RosterEntry]:
    members = list(series.members.filter(person__is_active=True))
    return [
        _entry(session, member.person_id, RosterPart(member.part))
        for session in sessions
        for member in members
    ]


def _free(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    by_session: dict[UUID, list[RosterEntry]] = {}
    for entry in entries:
        by_session.setdefault(entry.session_id, []).append(entry)
    free: list[RosterEntry] = []
    for expected in by_session.values():
        session = expected[0].session
        busy = busy_at((entry.person_id for entry in expected), session.starts_at, session.ends_at)
        free += [entry for entry in expected if entry.person_id not in busy]
    return free


def _entry(session: Session, person_id: UUID, part: RosterPart) -> RosterEntry:
    return RosterEntry(session=session, person_id=person_id, part=part)
