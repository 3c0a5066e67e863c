"""How many clients groups seat, whose limit that is, and how many seats are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from sessions.domain.capacity import Cap, effective_cap, seats_left
from sessions.models import Enrolment, Group, PayerRule, StateRule
from sessions.queries.written import Among, Given, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """A group's seats from one date on: an enrolment that begins later takes one already."""

    cap: Cap
    taken: int

    @property
    def left(self) -> int:
        return seats_left(cap=self.cap, taken=self.taken)


_BY_STATE = Written(
    lambda: StateRule.objects.filter(Among("state", "states")).values_list("state", "group_seats_max")
)
_BY_PAYERS = Written(
    lambda: PayerRule.objects.filter(
        Q(until_date=None) | Q(until_date__gt=Given("day")),
        Among("payer__programs", "programs"),
        from_date__lte=Given("day"),
    ).values_list("payer__programs", "group_seats_max")
)


def cap_of(*, group: Group, on: date) -> Cap:
    """The most clients in this group: the smallest of what it and its program, their state and payers allow."""
    return caps_of(groups=[group], on=on)[group.pk]


def caps_of(*, groups: Sequence[Group], on: date) -> dict[UUID, Cap]:
    """The same for several, in two queries. Let ``groups`` come with their programs."""
    programs = {group.track.program_id: group.track.program for group in groups}
    by_state: dict[str, int | None] = dict(
        _BY_STATE.ask(states=list({program.state for program in programs.values()}))
    )
    by_payers: defaultdict[UUID, list[int | None]] = defaultdict(list)
    for program_id, seats in _BY_PAYERS.ask(programs=list(programs), day=on):
        by_payers[program_id].append(seats)
    return {
        group.pk: effective_cap(
            program=min(group.seats_max, group.track.program.seats_max),
            state=by_state.get(group.track.program.state),
            payers=by_payers[group.track.program_id],
        )
        for group in groups
    }


def seats_of(*, groups: Sequence[Group], on: date) -> dict[UUID, Seats]:
    """Each group's seats from this date on, in three queries."""
    caps = caps_of(groups=groups, on=on)
    lasting = Enrolment.objects.filter(Q(ended_date=None) | Q(ended_date__gt=on), group__in=groups)
    taken = dict(lasting.values_list("group").annotate(count=Count("pk")).order_by())
    return {group.pk: Seats(cap=caps[group.pk], taken=taken.get(group.pk, 0)) for group in groups}
