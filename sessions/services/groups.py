"""Groups: how many they seat and who leads them, now and in the sessions ahead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sessions.domain.errors import CapacityRefused, ProgramRefused
from sessions.domain.intervals import Interval
from sessions.models import Group, RosterEntry, Session, SessionStatus, Track, User
from sessions.services.bookings import no_double_booking, require_free
from sessions.services.licensing import require_backup, unlicensed
from sessions.services.rosters import LEADING, leaders_of
from sessions.services.sessions import change_who_leads


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTerms:
    """What a group is: its seats, who leads it or helps to, and who is called where nobody is there to lead."""

    name: str
    seats_min: int
    seats_max: int
    facilitators: Collection[User]
    cofacilitators: Collection[User] = ()
    backup: User | None = None


@transaction.atomic
def set_up_group(
    track: Track, terms: GroupTerms, *, today: date, now: datetime, group_id: UUID | None = None
) -> Group:
    """A new group, or other terms for this one; who leads it leads its sessions ahead.

    Raises ``ProgramRefused``, ``CapacityRefused``, and ``ScheduleRefused`` where a new clinician has no time.
    """
    if terms.seats_min < 1:
        raise CapacityRefused("no_seats")
    if terms.seats_max < terms.seats_min:
        raise ProgramRefused("seats_out_of_order")
    if set(terms.facilitators) & set(terms.cofacilitators):
        raise ProgramRefused("leads_twice")
    people = {person.pk for person in (*terms.facilitators, *terms.cofacilitators)}
    if unlicensed(people, program=track.program, on=today):
        raise ProgramRefused("not_licensed")
    if terms.backup in {*terms.facilitators, *terms.cofacilitators}:
        raise ProgramRefused("backup_leads")
    require_backup(terms.backup, program=track.program, on=today)
    locked = Track.objects.select_for_update(no_key=True).get(pk=track.pk)
    group = Group.objects.select_for_update(no_key=True).get(pk=group_id) if group_id else Group(track=track)
    if locked.closed_at or group.closed_at:
        raise ProgramRefused("closed")
    if track.groups.filter(name__iexact=terms.name).exclude(pk=group.pk).exists():
        raise ProgramRefused("name_taken")
    group.name, group.seats_min, group.seats_max = terms.name, terms.seats_min, terms.seats_max
    group.backup = terms.backup
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:  # at this very moment another group took the name
        raise ProgramRefused("name_taken") from None
    group.facilitators.set(terms.facilitators)
    group.cofacilitators.set(terms.cofacilitators)
    _lead_sessions_ahead(group, now)
    return group


def _lead_sessions_ahead(group: Group, now: datetime) -> None:
    """Let those who lead the group lead its sessions that have not begun; where nothing changes, nothing is told."""
    leaders = leaders_of(group)
    ahead = Session.objects.filter(
        group=group, series__isnull=False, status=SessionStatus.SCHEDULED, starts_at__gt=now
    )
    sessions = list(ahead.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    entries = RosterEntry.objects.filter(session__in=sessions, part__in=LEADING)
    before: dict[UUID, dict[UUID, str]] = {session.pk: {} for session in sessions}
    for entry in entries:
        before[entry.session_id][entry.person_id] = entry.part
    changed = [session for session in sessions if before[session.pk] != leaders]
    new = set(leaders) - {person for session in changed for person in before[session.pk]}
    require_free(new, [Interval(session.starts_at, session.ends_at) for session in changed])
    with no_double_booking():
        entries.filter(session__in=changed).delete()
        RosterEntry.objects.bulk_create(
            RosterEntry(session=session, person_id=person_id, part=part)
            for session in changed
            for person_id, part in leaders.items()
        )
    for session in changed:
        change_who_leads(session)
