"""How much of what payers authorized is used, counted from attendance, and which authorizations need attention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sessions.domain.authorizations import Concern, Use, concern, use
from sessions.domain.billing import USUAL_RULES, PayerRules, TimedCode
from sessions.domain.recurrence import day_bounds, zone_named
from sessions.models import AttendanceRecord, Authorization, Enrolment, PayerRule
from sessions.queries.weekly_hours import authorized_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationInUse:
    """``concern`` is the gravest reason to act today; None where there is none, or a later one takes over."""

    authorization: Authorization
    use: Use
    concern: Concern | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Care:
    """Of an enrolment, what its authorizations are counted by."""

    client_id: UUID
    program_id: UUID
    zone: ZoneInfo


def authorizations_in_use(
    *, enrolment_ids: Sequence[UUID], now: datetime
) -> dict[UUID, tuple[AuthorizationInUse, ...]]:
    """Each enrolment's authorizations by their first day, in four queries."""
    rows = list(
        Authorization.objects.filter(enrolment__in=enrolment_ids)
        .select_related("payer")
        .order_by("from_date", "number")
    )
    if not rows:
        return {}
    cares = _cares({row.enrolment_id for row in rows})
    billable = _billable(rows, cares)
    rules = _rules({row.payer_id for row in rows})
    found: defaultdict[UUID, list[AuthorizationInUse]] = defaultdict(list)
    for row in rows:
        care = cares[row.enrolment_id]
        today = now.astimezone(care.zone).date()
        used = use(
            authorized=authorized_of(row),
            billable=billable[care.client_id, care.program_id],
            rules=_rules_on(rules[row.payer_id], today),
        )
        found[row.enrolment_id].append(
            AuthorizationInUse(authorization=row, use=used, concern=concern(use=used, today=today))
        )
    return {enrolment_id: _without_the_relieved(each) for enrolment_id, each in found.items()}


def concerns(*, enrolment_ids: Sequence[UUID], now: datetime) -> dict[UUID, Concern]:
    """The gravest reason to act of each enrolment that has one."""
    grave = list(Concern)
    return {
        enrolment_id: min(found, key=grave.index)
        for enrolment_id, rows in authorizations_in_use(enrolment_ids=enrolment_ids, now=now).items()
        if (found := [row.concern for row in rows if row.concern is not None])
    }


def _without_the_relieved(rows: Sequence[AuthorizationInUse]) -> tuple[AuthorizationInUse, ...]:
    """Nobody need act on an authorization that a later one goes on from; on the last one they must."""
    last = max(rows, key=lambda row: row.authorization.to_date)
    return tuple(
        row
        if row is last or row.concern is None
        else AuthorizationInUse(authorization=row.authorization, use=row.use, concern=None)
        for row in rows
    )


def _cares(enrolment_ids: set[UUID]) -> dict[UUID, _Care]:
    names = ("pk", "client", "group__track__program", "group__track__program__time_zone")
    return {
        pk: _Care(client_id=client_id, program_id=program_id, zone=zone_named(time_zone))
        for pk, client_id, program_id, time_zone in Enrolment.objects.filter(
            pk__in=enrolment_ids
        ).values_list(*names)
    }


def _billable(
    rows: Sequence[Authorization], cares: Mapping[UUID, _Care]
) -> defaultdict[tuple[UUID, UUID], dict[date, timedelta]]:
    """The billable time of each client and program by local service date, over all that the rows cover."""
    start = min(day_bounds(row.from_date, cares[row.enrolment_id].zone)[0] for row in rows)
    end = max(day_bounds(row.to_date, cares[row.enrolment_id].zone)[1] for row in rows)
    zones = {care.program_id: care.zone for care in cares.values()}
    records = AttendanceRecord.objects.filter(
        person__in={care.client_id for care in cares.values()},
        session__program__in=list(zones),
        session__kind__counts_toward_hours=True,
        session__starts_at__gte=start,
        session__starts_at__lt=end,
        billable_s__gt=0,
    )
    found: defaultdict[tuple[UUID, UUID], dict[date, timedelta]] = defaultdict(dict)
    values = ("person_id", "session__program_id", "session__starts_at", "billable_s")
    for person_id, program_id, starts_at, seconds in records.values_list(*values):
        day, days = starts_at.astimezone(zones[program_id]).date(), found[person_id, program_id]
        days[day] = days.get(day, timedelta(0)) + timedelta(seconds=seconds)
    return found


def _rules(payer_ids: set[int]) -> defaultdict[int, list[PayerRule]]:
    found: defaultdict[int, list[PayerRule]] = defaultdict(list)
    for rule in PayerRule.objects.filter(payer__in=payer_ids):
        found[rule.payer_id].append(rule)
    return found


def _rules_on(rules: Sequence[PayerRule], day: date) -> PayerRules:
    """What use is counted by: only the per diem matters for it."""
    rule = next((each for each in rules if each.holds_on(day)), None)
    if rule is None or rule.per_diem_minutes is None:
        return USUAL_RULES
    codes: tuple[TimedCode, ...] = USUAL_RULES.timed_codes
    return PayerRules(per_diem_minutes=rule.per_diem_minutes, timed_codes=codes)
