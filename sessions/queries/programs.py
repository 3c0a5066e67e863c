"""Programs with their tracks and groups, for whoever sets them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from sessions.domain.placement import Block, countable_week
from sessions.models import Group, Program, Series, Track
from sessions.queries.capacity import Seats, seats_of


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group with its seats from today on, and the hours a week that its series give."""

    group: Group
    seats: Seats
    weekly: timedelta

    @property
    def short_of_clients(self) -> bool:
        return self.seats.taken < self.group.seats_min


def programs_with_tracks() -> QuerySet[Program]:
    """Every program with its tracks and how many groups each has. Two queries."""
    tracks = Track.objects.annotate(group_count=Count("groups")).order_by("starts_local", "name")
    return Program.objects.prefetch_related(Prefetch("tracks", queryset=tracks)).order_by("name")


def groups_of(*, tracks: Sequence[Track], on: date) -> dict[UUID, list[GroupRow]]:
    """The groups of these tracks, by track. A constant number of queries."""
    groups = list(
        Group.objects.filter(track__in=tracks)
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
