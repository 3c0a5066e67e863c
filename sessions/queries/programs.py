"""Programs with their tracks and groups, for whoever sets them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sessions.domain.placement import Block, countable_week
from sessions.models import Group, Program, Series, Track
from sessions.queries.capacity import Seats, seats_of

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group with its seats from today on, and the hours a week that its series give."""

    group: Group
    seats: Seats
    weekly: timedelta

    @property
    def short_of_clients(self) -> bool:
        return self.seats.taken < self.group.seats_min


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPage:
    """Programs with their open tracks. ``number`` is this page's, from 1; there are ``pages`` of them and ``total``
    programs."""

    programs: tuple[Program, ...]
    number: int
    pages: int
    total: int


def program_page(*, search: str, closed: bool, number: int) -> ProgramPage:
    """One page of the programs that are open, or of those that are closed, by name. Three queries."""
    found = Program.objects.filter(closed_at__isnull=not closed)
    for word in search.split():
        found = found.filter(name__icontains=word)
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    first = (number - 1) * PAGE_SIZE
    tracks = Track.objects.filter(closed_at=None).order_by("starts_local", "name")
    shown = found.prefetch_related(Prefetch("tracks", queryset=tracks)).order_by("name")
    return ProgramPage(
        programs=tuple(shown[first : first + PAGE_SIZE]), number=number, pages=pages, total=total
    )


def groups_of(*, tracks: Sequence[Track], on: date) -> dict[UUID, list[GroupRow]]:
    """The open groups of these tracks, by track. A constant number of queries."""
    groups = list(
        Group.objects.filter(track__in=tracks, closed_at=None)
        .select_related("track__program")
        .prefetch_related("facilitators", "cofacilitators", Prefetch("series", queryset=lasting_series(on)))
        .order_by("name")
    )
    seats = seats_of(groups=groups, on=on)
    found: dict[UUID, list[GroupRow]] = {track.pk: [] for track in tracks}
    for group in groups:
        row = GroupRow(group=group, seats=seats[group.pk], weekly=weekly_of(group.series.all()))
        found[group.track_id].append(row)
    return found


def lasting_series(on: date) -> QuerySet[Series]:
    """Series that have not ended by this date."""
    lasting = Q(until_date=None) | Q(until_date__gte=on)
    return Series.objects.filter(lasting).select_related("kind", "curriculum").order_by("starts_local", "id")


def weekly_of(series: Sequence[Series] | QuerySet[Series]) -> timedelta:
    """The hours a week that count of these series: what overlaps counts once, weeks between count in part."""
    total = timedelta(0)
    for every in {each.every_weeks for each in series}:
        blocks = [
            block
            for each in series
            if each.every_weeks == every and each.kind.counts_toward_hours
            for block in blocks_of(each)
        ]
        total += countable_week(sessions=blocks) / every
    return total


def blocks_of(series: Series) -> list[Block]:
    """Its times in a week; one that runs past midnight counts until then."""
    starts = timedelta(hours=series.starts_local.hour, minutes=series.starts_local.minute)
    ends = min(starts + timedelta(minutes=series.minutes), timedelta(hours=23, minutes=59))
    return [
        Block(
            weekday=day,
            starts_local=series.starts_local,
            ends_local=series.starts_local.replace(
                hour=ends.seconds // 3600, minute=ends.seconds % 3600 // 60
            ),
        )
        for day in series.weekdays
    ]
