"""Who works here, with their licences and how soon those end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from sessions.models import License, RosterEntry, SessionStatus, User
from sessions.services.rosters import LEADING
from sessions.services.team import STAFF_ROLES

# Renewing takes weeks in most states.
WARN_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A licence on a date: ``expired``, or ``ending`` within ``WARN_BEFORE``."""

    license: License
    expired: bool
    ending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of staff. ``leads_ahead``: how many sessions they are to lead."""

    person: User
    licenses: tuple[Standing, ...]
    leads_ahead: int
    invited: bool  # and has not set up the account


def team(*, now: datetime, today: date) -> tuple[Member, ...]:
    """Everyone, those with open accounts first. Three queries."""
    people = User.objects.filter(role__in=STAFF_ROLES).order_by("-is_active", "legal_name", "id")
    licenses: dict[UUID, list[License]] = {}
    for license_ in License.objects.order_by("expires_date", "id"):
        licenses.setdefault(license_.person_id, []).append(license_)
    ahead = RosterEntry.objects.filter(
        part__in=LEADING, session__status=SessionStatus.SCHEDULED, session__starts_at__gt=now
    )
    leads = dict(ahead.values_list("person").annotate(count=Count("pk")).order_by())
    return tuple(
        Member(
            person=person,
            licenses=tuple(standing_of(each, today) for each in licenses.get(person.pk, [])),
            leads_ahead=leads.get(person.pk, 0),
            invited=person.is_active and person.last_login is None and not person.has_usable_password(),
        )
        for person in people
    )


def standing_of(license_: License, today: date) -> Standing:
    expired = not license_.covers(today)
    ending = not expired and license_.expires_date <= today + WARN_BEFORE
    return Standing(license=license_, expired=expired, ending=ending)
