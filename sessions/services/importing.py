"""Bringing in clients and their enrolments from a file: every row is checked, then all are written, or none.

Written in bulk, since a file may have thousands of rows: the groups' rows are locked, so seats are counted as exactly
as for one enrolment, and everybody is announced as if they had been enrolled by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from sessions.domain.capacity import seats_left
from sessions.domain.client_file import Column, Entry, Fault, entry_of, repeated_people, rows_of
from sessions.domain.errors import EnrolmentRefused, ScheduleRefused
from sessions.domain.events import AccountOpened, ClientEnrolled
from sessions.domain.recurrence import day_bounds, zone_named
from sessions.models import (
    CareTeamMember,
    Duty,
    Enrolment,
    Group,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
)
from sessions.queries.capacity import Seats, seats_of
from sessions.services.bookings import no_double_booking
from sessions.services.enrolment import require_terms
from sessions.services.outbox import announce

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    number: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How many rows are good, which are bad and why, and how many were written."""

    good: int
    bad: tuple[BadRow, ...]
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the database says about those that the file names."""

    people: dict[str, User]
    enrolled: set[UUID]
    groups: dict[str, list[Group]]
    seats: dict[UUID, Seats]


@transaction.atomic
def import_clients(*, content: bytes, only_good: bool, now: datetime) -> Report:
    """Read, check and write the file; with bad rows in it nothing, or where asked ``only_good`` ones.

    Raises ``ImportRefused`` where it is no such file, and ``ScheduleRefused`` where a session would clash.
    """
    entries, faults = _read(content)
    known = _known(entries)
    for entry in entries:
        faults[entry.number] += _faults_of(entry, known)
    _count_seats([entry for entry in entries if not faults[entry.number]], known, faults)
    good = [entry for entry in entries if not faults[entry.number]]
    bad = tuple(
        BadRow(number=number, faults=tuple(found)) for number, found in sorted(faults.items()) if found
    )
    written = len(good) if only_good or not bad else 0
    if written:
        _write(good, known, now)
    return Report(good=len(good), bad=bad, written=written)


def _read(content: bytes) -> tuple[list[Entry], defaultdict[int, list[Fault]]]:
    languages = [code for code, _ in settings.LANGUAGES]
    entries, faults = [], defaultdict[int, list[Fault]](list)
    for row in rows_of(content):
        entry, found = entry_of(row, languages=languages)
        faults[row.number] += found
        if entry is not None:
            entries.append(entry)
    for number, fault in repeated_people(entries).items():
        faults[number].append(fault)
    return entries, faults


def _known(entries: Sequence[Entry]) -> _Known:
    """Groups are locked until the end, so that nobody takes a seat meanwhile."""
    addresses = {entry.email for entry in entries} | {entry.therapist_email for entry in entries}
    people = {person.email.lower(): person for person in User.objects.filter(email__in=addresses)}
    lasting = (
        Enrolment.objects.filter(
            Q(ended_date=None) | Q(ended_date__gt=min((entry.from_date for entry in entries), default=None)),
            client__in=[person.pk for person in people.values()],
        )
        if entries
        else Enrolment.objects.none()
    )
    rows = (
        Group.objects.select_for_update(no_key=True, of=("self",))
        .select_related("track__program")
        .filter(name__in={entry.group for entry in entries}, closed_at=None)
        .order_by("pk")
    )
    groups: defaultdict[str, list[Group]] = defaultdict(list)
    for group in rows:
        groups[group.name].append(group)
    found = [group for several in groups.values() for group in several]
    first = min((entry.from_date for entry in entries), default=None)
    return _Known(
        people=people,
        enrolled=set(lasting.values_list("client_id", flat=True)),
        groups=groups,
        seats=seats_of(groups=found, on=first) if first else {},
    )


def _faults_of(entry: Entry, known: _Known) -> list[Fault]:
    """Why this person cannot be enrolled there, as far as the other rows have nothing to do with it."""
    faults = []
    person = known.people.get(entry.email)
    if person is not None and person.role != Role.CLIENT:
        faults.append(
            _fault(Column.EMAIL, "This e-mail address belongs to somebody who works here, or a guest.")
        )
    elif person is not None and not person.is_active:
        faults.append(_fault(Column.EMAIL, "This client's account is closed. Reopen it first."))
    elif person is not None and person.pk in known.enrolled:
        faults.append(_fault(Column.EMAIL, "This client is enrolled already. Move them on their own page."))
    groups = known.groups.get(entry.group, [])
    if not groups:
        faults.append(
            _fault(Column.GROUP, "No group has this name. Write it exactly as the groups' page does.")
        )
    elif len(groups) > 1:
        faults.append(_fault(Column.GROUP, "Several groups have this name. Rename one of them first."))
    else:
        faults += _faults_of_terms(entry, groups[0])
    if entry.therapist_email and not _is_colleague(known.people.get(entry.therapist_email)):
        faults.append(_fault(Column.THERAPIST_EMAIL, "Nobody who works here has this e-mail address."))
    return faults


def _faults_of_terms(entry: Entry, group: Group) -> list[Fault]:
    try:
        require_terms(
            program=group.track.program,
            from_date=entry.from_date,
            weekly_hours=entry.weekly_hours,
            planned_end_date=entry.planned_end_date,
        )
    except EnrolmentRefused as refused:
        return [_fault(Column.WEEKLY_HOURS, refused.sentence)]
    return []


def _is_colleague(person: User | None) -> bool:
    return person is not None and person.is_staff_member and person.is_active


def _fault(column: Column, sentence: str, **values: str | int) -> Fault:
    return Fault(column=column, sentence=sentence, values=values)


def _count_seats(entries: Sequence[Entry], known: _Known, faults: defaultdict[int, list[Fault]]) -> None:
    """Whoever comes after a group's last seat in the file's order is a bad row."""
    wanted: Counter[UUID] = Counter()
    for entry in entries:
        group = known.groups[entry.group][0]
        seats = known.seats[group.pk]
        left = seats_left(cap=seats.cap, taken=seats.taken)
        if wanted[group.pk] >= left:
            sentence = "The group has %(left)s seats left and the rows above take them. Choose another group."
            faults[entry.number].append(_fault(Column.GROUP, sentence, left=left))
            continue
        wanted[group.pk] += 1


def _write(entries: Sequence[Entry], known: _Known, now: datetime) -> None:
    zone_of = {name: groups[0].track.program.time_zone for name, groups in known.groups.items()}
    unusable = make_password(None)
    new = [
        User(
            email=entry.email,
            legal_name=entry.legal_name,
            display_name=entry.display_name,
            phone=entry.phone,
            language=entry.language,
            time_zone=zone_of[entry.group],
            password=unusable,
        )
        for entry in entries
        if entry.email not in known.people
    ]
    User.objects.bulk_create(new, batch_size=BATCH)
    people = known.people | {person.email: person for person in new}
    enrolments = Enrolment.objects.bulk_create(
        (
            Enrolment(
                client=people[entry.email],
                group=known.groups[entry.group][0],
                began_date=entry.from_date,
                planned_end_date=entry.planned_end_date,
                weekly_hours=entry.weekly_hours,
            )
            for entry in entries
        ),
        batch_size=BATCH,
    )
    CareTeamMember.objects.bulk_create(
        (
            CareTeamMember(enrolment=enrolment, person=people[entry.therapist_email], duty=Duty.THERAPIST)
            for entry, enrolment in zip(entries, enrolments, strict=True)
            if entry.therapist_email
        ),
        batch_size=BATCH,
    )
    _expect(enrolments, now)
    announce(
        *(AccountOpened(person_id=person.pk) for person in new),
        *(ClientEnrolled(enrolment_id=enrolment.pk) for enrolment in enrolments),
    )


def _expect(enrolments: Sequence[Enrolment], now: datetime) -> None:
    """Places in the groups' sessions that are not over, from each client's first day on."""
    ahead: defaultdict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    sessions = Session.objects.filter(
        group__in={enrolment.group_id for enrolment in enrolments},
        status=SessionStatus.SCHEDULED,
        ends_at__gt=now,
    )
    for session_id, group_id, starts_at in sessions.values_list("pk", "group_id", "starts_at"):
        if group_id is not None:
            ahead[group_id].append((session_id, starts_at))
    places = []
    for enrolment in enrolments:
        zone = zone_named(enrolment.group.track.program.time_zone)
        first, _ = day_bounds(enrolment.began_date, zone)
        places += [
            RosterEntry(session_id=session_id, person_id=enrolment.client_id, part=RosterPart.CLIENT)
            for session_id, starts_at in ahead[enrolment.group_id]
            if starts_at >= first
        ]
    try:
        with no_double_booking():
            RosterEntry.objects.bulk_create(places, batch_size=BATCH)
    except ScheduleRefused as refused:
        raise ScheduleRefused(
            refused.code,
            "Somebody in the file is expected at another session at the group's hours. Cancel that one first.",
        ) from None
