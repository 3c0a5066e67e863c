"""Who works here, with their licences and how soon those end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sessions.models import License, RosterEntry, SessionStatus, User
from sessions.services.rosters import LEADING
from sessions.services.team import STAFF_ROLES

# Renewing takes weeks in most states.
WARN_BEFORE = timedelta(days=60)
PAGE_SIZE = 40
# So many licences to renew are named at once; the rest are a list of their own.
NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A licence on a date: ``expired``, or ``ending`` within ``WARN_BEFORE``."""

    license: License
    expired: bool
    ending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of staff."""

    person: User
    licenses: tuple[Standing, ...]

    @property
    def invited(self) -> bool:
        """And has not set up the account."""
        person = self.person
        return person.is_active and person.last_login is None and not person.has_usable_password()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """``number`` is this page's, from 1; there are ``pages`` of them and ``total`` members."""

    members: tuple[Member, ...]
    number: int
    pages: int
    total: int


def team_page(*, search: str, renewing: bool, number: int, today: date) -> TeamPage:
    """One page, those with open accounts first. ``renewing``: only whoever has a licence to renew. Three queries.

    ``search`` finds parts of names and the beginning of an e-mail address.
    """
    people = User.objects.filter(role__in=STAFF_ROLES)
    for word in search.split():
        people = people.filter(
            Q(legal_name__icontains=word) | Q(display_name__icontains=word) | Q(email__istartswith=word)
        )
    if renewing:
        people = people.filter(Exists(_to_renew(today).filter(person=OuterRef("pk"))))
    total = people.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    first = (number - 1) * PAGE_SIZE
    ordered = people.order_by("-is_active", "legal_name", "id")
    return TeamPage(
        members=_members(list(ordered[first : first + PAGE_SIZE]), today),
        number=number,
        pages=pages,
        total=total,
    )


def member_of(person: User, *, today: date) -> Member:
    """One of them. One query."""
    return _members([person], today)[0]


def leads_ahead(person: User, *, now: datetime) -> int:
    """How many sessions they are to lead."""
    return RosterEntry.objects.filter(
        person=person,
        part__in=LEADING,
        session__status=SessionStatus.SCHEDULED,
        session__starts_at__gt=now,
    ).count()


def licenses_to_renew(today: date) -> tuple[tuple[Standing, ...], int]:
    """The most urgent licences of open accounts with their people, and how many there are. Two queries."""
    found = _to_renew(today).select_related("person").order_by("expires_date", "id")
    return tuple(standing_of(each, today) for each in found[:NAMED]), found.count()


def standing_of(license_: License, today: date) -> Standing:
    expired = not license_.covers(today)
    ending = not expired and license_.expires_date <= today + WARN_BEFORE
    return Standing(license=license_, expired=expired, ending=ending)


def _to_renew(today: date) -> QuerySet[License]:
    return License.objects.filter(
        expires_date__lte=today + WARN_BEFORE, person__is_active=True, person__role__in=STAFF_ROLES
    )


def _members(people: Sequence[User], today: date) -> tuple[Member, ...]:
    licenses: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for license_ in License.objects.filter(person__in=people).order_by("expires_date", "id"):
        licenses[license_.person_id].append(standing_of(license_, today))
    return tuple(Member(person=person, licenses=tuple(licenses[person.pk])) for person in people)
