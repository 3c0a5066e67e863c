"""What has to be done before a program, a track or a group can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sessions.domain.recurrence import zone_or_utc
from sessions.models import Enrolment, Group, Program, Session, SessionStatus, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay:
    """``ahead``: how many sessions are planned, which may be cancelled with it; the rest has to be done before."""

    enrolments: tuple[Enrolment, ...] = ()
    groups: tuple[Group, ...] = ()
    tracks: tuple[Track, ...] = ()
    on_now: tuple[Session, ...] = ()
    ahead: int = 0

    @property
    def hindered(self) -> bool:
        return bool(self.enrolments or self.groups or self.tracks or self.on_now)


def in_the_way_of_group(group: Group, *, now: datetime) -> InTheWay:
    """Three queries. Let ``group`` come with its program."""
    today = now.astimezone(zone_or_utc(group.track.program.time_zone)).date()
    lasting = group.enrolments.filter(Q(ended_date=None) | Q(ended_date__gt=today))
    planned = Session.objects.filter(group=group)
    return InTheWay(
        enrolments=tuple(lasting.select_related("client").order_by("client__legal_name", "pk")),
        on_now=_on_now(planned, now),
        ahead=_ahead(planned, now),
    )


def in_the_way_of_track(track: Track) -> InTheWay:
    """One query."""
    return InTheWay(groups=tuple(track.groups.filter(closed_at=None).order_by("name")))


def in_the_way_of_program(program: Program, *, now: datetime) -> InTheWay:
    """Three queries."""
    planned = Session.objects.filter(program=program, group=None)
    return InTheWay(
        tracks=tuple(program.tracks.filter(closed_at=None).order_by("starts_local", "name")),
        on_now=_on_now(planned, now),
        ahead=_ahead(planned, now),
    )


def _on_now(planned: QuerySet[Session], now: datetime) -> tuple[Session, ...]:
    on = planned.filter(status=SessionStatus.SCHEDULED, starts_at__lte=now, ends_at__gt=now)
    return tuple(on.order_by("starts_at", "pk"))


def _ahead(planned: QuerySet[Session], now: datetime) -> int:
    return planned.filter(status=SessionStatus.SCHEDULED, starts_at__gt=now).count()
