"""Where a client could be enrolled: groups by the hours that were recommended, with their seats and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import BooleanField, Case, Count, F, Q, Value, When

from sessions.domain.placement import Placement, placement
from sessions.models import Group, LevelOfCare
from sessions.queries.capacity import Seats, seats_of

# Nobody reads through more of them, and a page that lists a thousand is slow.
MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """``fits``: the program has these weekly hours and the level is the one that they are."""

    group: Group
    seats: Seats
    fits: bool


def level_for(weekly_hours: Decimal | None) -> Placement | None:
    """The level of care that these hours are; None where nobody recommended any."""
    if not weekly_hours:
        return None
    return placement(weekly=timedelta(hours=float(weekly_hours)))


def suggestions(
    *, weekly_hours: Decimal | None, on: date, beside: Group | None = None
) -> tuple[Suggestion, ...]:
    """Open groups of published tracks with seats left, those that fit first and among them the ones with most seats.

    At most ``MOST``, and never the group that the client is in (``beside``). Four queries.
    """
    lasting = Q(enrolments__began_date__isnull=False) & (
        Q(enrolments__ended_date=None) | Q(enrolments__ended_date__gt=on)
    )
    open_groups = (
        Group.objects.filter(track__published_at__isnull=False, closed_at=None)
        .annotate(left=F("seats_max") - Count("enrolments", filter=lasting), fits=_fitting(weekly_hours))
        .filter(left__gt=0)
        .select_related("track__program")
    )
    if beside is not None:
        open_groups = open_groups.exclude(pk=beside.pk)
    groups = list(open_groups.order_by("-fits", "-left", "track__program__name", "name", "pk")[:MOST])
    seats = seats_of(groups=groups, on=on)
    return tuple(
        Suggestion(group=group, seats=seats[group.pk], fits=group.fits)
        for group in groups
        if seats[group.pk].left
    )


def _fitting(weekly_hours: Decimal | None) -> Case:
    """Whether a group's program has these hours and is of the level that they are; any is, where none were said."""
    wanted = level_for(weekly_hours)
    if weekly_hours is None or wanted is None:
        return Case(default=Value(True), output_field=BooleanField())
    fits = Q(
        track__program__level=LevelOfCare(wanted.level.value),
        track__program__weekly_hours_min__lte=weekly_hours,
        track__program__weekly_hours_max__gte=weekly_hours,
    )
    return Case(When(fits, then=Value(True)), default=Value(False), output_field=BooleanField())
