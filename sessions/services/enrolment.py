"""Giving clients seats in groups, moving them on with their care team, and ending an episode of care.

Rows are locked in this order: groups by their ids, enrolment, sessions. The group's row is locked while its seats are
counted, so of any number of enrolments at the same moment no more get in than there are seats.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from sessions.domain.capacity import require_seat
from sessions.domain.errors import EnrolmentRefused
from sessions.domain.events import ClientEnrolled, EnrolmentEnded, EnrolmentTransferred
from sessions.domain.recurrence import day_bounds, zone_named
from sessions.models import (
    GOES_ON,
    AftercarePlan,
    CareTeamMember,
    EndedReason,
    Enrolment,
    Group,
    LevelOfCare,
    Program,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
)
from sessions.queries.capacity import cap_of
from sessions.services.bookings import no_double_booking
from sessions.services.outbox import announce

INTENSITY = {LevelOfCare.OP: 0, LevelOfCare.IOP: 1, LevelOfCare.PHP: 2}


@transaction.atomic
def enrol_client(
    *,
    client: User,
    group: Group,
    from_date: date,
    now: datetime,
    weekly_hours: Decimal | None = None,
    planned_end_date: date | None = None,
) -> Enrolment:
    """A seat in ``group`` from this date on, and a place in its sessions from then that are not over.

    Raises ``EnrolmentRefused``, and ``ScheduleRefused`` where the client is expected elsewhere at those hours.
    """
    require_client(client)
    locked = _locked_groups([group.pk])[group.pk]
    enrolment = _seat(
        client=client,
        group=locked,
        from_date=from_date,
        weekly_hours=weekly_hours,
        planned_end_date=planned_end_date,
    )
    announce(ClientEnrolled(enrolment_id=enrolment.pk))
    _expect(enrolment, now)
    return enrolment


@transaction.atomic
def move_client(
    *,
    enrolment_id: UUID,
    group: Group,
    from_date: date,
    now: datetime,
    weekly_hours: Decimal | None = None,
    planned_end_date: date | None = None,
) -> Enrolment:
    """Go on in another group from this date, at whatever level it is: a transfer, a step down or a step up.

    The care team comes along and the history stays; sessions that are not the group's, with the therapist say, stay
    too. Raises ``EnrolmentRefused`` and ``ScheduleRefused``.
    """
    from_group = Enrolment.objects.values_list("group", flat=True).get(pk=enrolment_id)
    if from_group == group.pk:
        raise EnrolmentRefused("same_group")
    groups = _locked_groups([from_group, group.pk])
    old = _lasting(enrolment_id)
    _end(old, on_date=from_date, reason=_word_for(old.group.track.program, groups[group.pk].track.program))
    new = _seat(
        client=old.client,
        group=groups[group.pk],
        from_date=from_date,
        weekly_hours=weekly_hours,
        planned_end_date=planned_end_date,
        follows=old,
    )
    CareTeamMember.objects.bulk_create(
        CareTeamMember(enrolment=new, person_id=member.person_id, duty=member.duty)
        for member in old.care_team.filter(person__is_active=True)
    )
    _excuse(old, now)
    _expect(new, now)
    announce(EnrolmentTransferred(ended_id=old.pk, enrolment_id=new.pk))
    return new


@transaction.atomic
def close_episode(
    *, enrolment_id: UUID, reason: EndedReason, on_date: date, now: datetime, note: str = ""
) -> Enrolment:
    """End care on this date (excluded). To complete it takes an agreed aftercare plan; else say why, in words.

    Raises ``EnrolmentRefused``.
    """
    enrolment = _lasting(enrolment_id)
    if reason in GOES_ON:
        raise EnrolmentRefused("needs_reason")
    if reason == EndedReason.COMPLETED and not has_agreed_aftercare(enrolment):
        raise EnrolmentRefused("needs_aftercare_plan")
    if reason != EndedReason.COMPLETED and not note.strip():
        raise EnrolmentRefused("needs_reason")
    _end(enrolment, on_date=on_date, reason=reason, note=note.strip())
    _excuse(enrolment, now)
    announce(EnrolmentEnded(enrolment_id=enrolment.pk))
    return enrolment


@transaction.atomic
def set_terms(
    *,
    enrolment_id: UUID,
    weekly_hours: Decimal | None,
    planned_end_date: date | None,
    individual_every_weeks: int | None = 1,
) -> Enrolment:
    """What was agreed: hours a week until a taper, how many weeks individual sessions are apart (None: there are none),
    and when care is planned to end. Nobody is discharged by that date.

    Raises ``EnrolmentRefused``.
    """
    enrolment = _lasting(enrolment_id)
    require_terms(
        program=enrolment.group.track.program,
        from_date=enrolment.began_date,
        weekly_hours=weekly_hours,
        planned_end_date=planned_end_date,
    )
    enrolment.weekly_hours, enrolment.planned_end_date = weekly_hours, planned_end_date
    enrolment.individual_every_weeks = individual_every_weeks
    enrolment.save(update_fields=["weekly_hours", "planned_end_date", "individual_every_weeks"])
    return enrolment


@transaction.atomic
def set_care_team(*, enrolment_id: UUID, team: Iterable[tuple[User, str]]) -> None:
    """Who cares for this client, each with a duty; in place of those who did. Raises ``EnrolmentRefused``."""
    enrolment = _lasting(enrolment_id)
    wanted = {(person.pk, duty): person for person, duty in team}
    if any(not (person.is_staff_member and person.is_active) for person in wanted.values()):
        raise EnrolmentRefused("not_a_colleague")
    for member in enrolment.care_team.all():
        if wanted.pop((member.person_id, member.duty), None) is None:
            member.delete()
    CareTeamMember.objects.bulk_create(
        CareTeamMember(enrolment=enrolment, person=person, duty=duty) for (_, duty), person in wanted.items()
    )


def require_client(client: User) -> None:
    """Raises ``EnrolmentRefused`` unless this is a client whose account is open."""
    if client.role != Role.CLIENT:
        raise EnrolmentRefused("not_a_client")
    if not client.is_active:
        raise EnrolmentRefused("account_inactive")


def require_terms(
    *, program: Program, from_date: date, weekly_hours: Decimal | None, planned_end_date: date | None
) -> None:
    """Raises ``EnrolmentRefused`` for hours that the program does not have, or an end that is no end."""
    if weekly_hours is not None and not program.weekly_hours_min <= weekly_hours <= program.weekly_hours_max:
        least, most = (f"{float(hours):g}" for hours in (program.weekly_hours_min, program.weekly_hours_max))
        raise EnrolmentRefused(
            "hours_not_of_the_program",
            f"{program.name} has {least} to {most} hours a week. Enter hours within that, or choose another program.",
        )
    if planned_end_date is not None and planned_end_date <= from_date:
        raise EnrolmentRefused("planned_end_too_soon")


def has_agreed_aftercare(enrolment: Enrolment) -> bool:
    return AftercarePlan.objects.filter(enrolment=enrolment, agreed_at__isnull=False).exists()


def _locked_groups(ids: Iterable[UUID]) -> dict[UUID, Group]:
    groups = Group.objects.select_for_update(no_key=True, of=("self",)).select_related("track__program")
    return {group.pk: group for group in groups.filter(pk__in=list(ids)).order_by("pk")}


def _lasting(enrolment_id: UUID) -> Enrolment:
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("client", "group__track__program")
        .get(pk=enrolment_id)
    )
    if enrolment.ended_date is not None:
        raise EnrolmentRefused("enrolment_over")
    return enrolment


def _seat(
    *,
    client: User,
    group: Group,
    from_date: date,
    weekly_hours: Decimal | None,
    planned_end_date: date | None,
    follows: Enrolment | None = None,
) -> Enrolment:
    """A row for this client, if there is a seat; the group's row is locked."""
    if group.closed_at is not None:
        raise EnrolmentRefused("group_closed")
    require_terms(
        program=group.track.program,
        from_date=from_date,
        weekly_hours=weekly_hours,
        planned_end_date=planned_end_date,
    )
    lasting = Q(ended_date=None) | Q(ended_date__gt=from_date)
    if Enrolment.objects.filter(lasting, client=client).exists():
        raise EnrolmentRefused("already_enrolled")
    taken = Enrolment.objects.filter(lasting, group=group).count()
    require_seat(cap=cap_of(group=group, on=from_date), taken=taken)
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                client=client,
                group=group,
                began_date=from_date,
                weekly_hours=weekly_hours,
                planned_end_date=planned_end_date,
                follows=follows,
                # How often they are seen alone is part of the care that goes on.
                individual_every_weeks=follows.individual_every_weeks if follows else 1,
            )
    except IntegrityError:  # at this moment another group enrolled this client
        raise EnrolmentRefused("already_enrolled") from None


def _end(enrolment: Enrolment, *, on_date: date, reason: EndedReason, note: str = "") -> None:
    if on_date < enrolment.began_date:
        raise EnrolmentRefused("before_it_began")
    enrolment.ended_date, enrolment.ended_reason, enrolment.ended_note = on_date, reason, note
    enrolment.save(update_fields=["ended_date", "ended_reason", "ended_note"])


def _word_for(before: Program, after: Program) -> EndedReason:
    one, other = INTENSITY[LevelOfCare(before.level)], INTENSITY[LevelOfCare(after.level)]
    if one == other:
        return EndedReason.TRANSFERRED
    return EndedReason.STEPPED_DOWN if other < one else EndedReason.STEPPED_UP


def _first_instant(enrolment: Enrolment, day: date) -> datetime:
    return day_bounds(day, zone_named(enrolment.group.track.program.time_zone))[0]


def _expect(enrolment: Enrolment, now: datetime) -> None:
    """A place in the group's sessions from the first day on. One held already, as a guest say, stays."""
    ahead = Session.objects.filter(
        group=enrolment.group,
        status=SessionStatus.SCHEDULED,
        ends_at__gt=now,
        starts_at__gte=_first_instant(enrolment, enrolment.began_date),
    ).exclude(roster__person=enrolment.client_id)
    with no_double_booking():
        RosterEntry.objects.bulk_create(
            RosterEntry(session=session, person_id=enrolment.client_id, part=RosterPart.CLIENT)
            for session in ahead.order_by("pk")
        )


def _excuse(enrolment: Enrolment, now: datetime) -> None:
    """No place any more in the group's sessions from the last day on that have not begun."""
    assert enrolment.ended_date is not None
    RosterEntry.objects.filter(
        session__group=enrolment.group,
        session__status=SessionStatus.SCHEDULED,
        session__starts_at__gt=now,
        session__starts_at__gte=_first_instant(enrolment, enrolment.ended_date),
        person=enrolment.client_id,
        part=RosterPart.CLIENT,
    ).delete()
