"""Where a client could be enrolled: groups by the hours that were recommended, with their seats and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sessions.domain.placement import Level, Placement, placement
from sessions.models import Group, LevelOfCare
from sessions.queries.capacity import Seats, seats_of


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


def suggestions(*, weekly_hours: Decimal | None, on: date) -> tuple[Suggestion, ...]:
    """Every group of a published track, those that fit first and among them the ones with most seats. Four queries."""
    groups = list(
        Group.objects.filter(track__published_at__isnull=False)
        .select_related("track__program")
        .order_by("track__program__name", "track__name", "name")
    )
    seats = seats_of(groups=groups, on=on)
    wanted = level_for(weekly_hours)
    found = [
        Suggestion(group=group, seats=seats[group.pk], fits=_fits(group, weekly_hours, wanted))
        for group in groups
    ]
    return tuple(sorted(found, key=lambda each: (not each.fits, not each.seats.left, -each.seats.left)))


def _fits(group: Group, weekly_hours: Decimal | None, wanted: Placement | None) -> bool:
    program = group.track.program
    if weekly_hours is None or wanted is None:
        return True
    level = Level(LevelOfCare(program.level).value)
    return level == wanted.level and program.weekly_hours_min <= weekly_hours <= program.weekly_hours_max
