"""Giving clients seats in groups."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from sessions.domain.errors import EnrolmentRefused
from sessions.domain.events import ClientEnrolled
from sessions.domain.recurrence import day_bounds, zone_named
from sessions.models import Enrolment, Group, Role, RosterEntry, RosterPart, Session, SessionStatus, User
from sessions.services.outbox import announce


@transaction.atomic
def enrol_client(*, client: User, group: Group, from_date: date, now: datetime) -> Enrolment:
    """A seat in ``group`` from this date on, and a place in its sessions from then that are not over.

    Raises ``EnrolmentRefused``. The group's row is locked while its seats are counted, so of any number of enrolments
    at the same moment no more get in than there are seats.
    """
    if client.role != Role.CLIENT:
        raise EnrolmentRefused("not_a_client")
    if not client.is_active:
        raise EnrolmentRefused("account_inactive")
    locked = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    lasting = Q(ended_date=None) | Q(ended_date__gt=from_date)
    if Enrolment.objects.filter(lasting, client=client).exists():
        raise EnrolmentRefused("already_enrolled")
    if Enrolment.objects.filter(lasting, group=locked).count() >= locked.seats_max:
        raise EnrolmentRefused("group_full")
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(client=client, group=locked, began_date=from_date)
    except IntegrityError:  # at this moment another group enrolled this client
        raise EnrolmentRefused("already_enrolled") from None
    _expect(enrolment, now)
    announce(ClientEnrolled(enrolment_id=enrolment.pk))
    return enrolment


def _expect(enrolment: Enrolment, now: datetime) -> None:
    zone = zone_named(enrolment.group.track.program.time_zone)
    first_day, _ = day_bounds(enrolment.began_date, zone)
    ahead = Session.objects.filter(
        group=enrolment.group, status=SessionStatus.SCHEDULED, ends_at__gt=now, starts_at__gte=first_day
    )
    RosterEntry.objects.bulk_create(
        (
            RosterEntry(session=session, person_id=enrolment.client_id, part=RosterPart.CLIENT)
            for session in ahead
        ),
        ignore_conflicts=True,  # a place that this client has already, as a guest of one evening, say, stays
    )
