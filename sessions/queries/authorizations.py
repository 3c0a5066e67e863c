"""How much of what payers authorized is used, counted from attendance, and which authorizations need attention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sessions.domain.authorizations import Concern, Use, concern, use
from sessions.domain.billing import USUAL_RULES, PayerRules, TimedCode
from sessions.domain.recurrence import day_bounds
from sessions.models import AttendanceRecord, Authorization, PayerRule
from sessions.queries.terms import Terms, authorized_of
from sessions.queries.written import Among, Given, Written, WrittenRows


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationInUse:
    """``concern`` is the gravest reason to act today; None where there is none, or a later one takes over."""

    authorization: Authorization
    use: Use
    concern: Concern | None


def authorizations_in_use(
    terms: Iterable[Terms], *, now: datetime
) -> dict[UUID, tuple[AuthorizationInUse, ...]]:
    """Each enrolment's authorizations by their first day. Two queries; none where nobody was asked."""
    asked = [each for each in terms if each.authorizations]
    if not asked:
        return {}
    billable = _billable(asked)
    rules = _rules({row.payer_id for each in asked for row in each.authorizations})
    found: dict[UUID, tuple[AuthorizationInUse, ...]] = {}
    for each in asked:
        today, days = each.today(now), billable[each.enrolment.client_id, each.program.pk]
        rows = []
        for row in each.authorizations:
            by = _rules_on(rules[row.payer_id], today)
            used = use(authorized=authorized_of(row), billable=days, rules=by)
            rows.append(
                AuthorizationInUse(authorization=row, use=used, concern=concern(use=used, today=today))
            )
        found[each.enrolment.pk] = _without_the_relieved(rows)
    return found


def concerns(terms: Iterable[Terms], *, now: datetime) -> dict[UUID, Concern]:
    """The gravest reason to act of each enrolment that has one."""
    grave = list(Concern)
    return {
        enrolment_id: min(found, key=grave.index)
        for enrolment_id, rows in authorizations_in_use(terms, now=now).items()
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


_BILLED = Written(
    lambda: AttendanceRecord.objects.filter(
        Among("person_id", "clients"),
        Among("session__program_id", "programs"),
        session__kind__counts_toward_hours=True,
        session__starts_at__gte=Given("start"),
        session__starts_at__lt=Given("end"),
        billable_s__gt=0,
    ).values_list("person_id", "session__program_id", "session__starts_at", "billable_s")
)


def _billable(asked: Sequence[Terms]) -> defaultdict[tuple[UUID, UUID], dict[date, timedelta]]:
    """The billable time of each client and program by local service date, over all that was authorized."""
    zones = {each.program.pk: each.zone for each in asked}
    days = [(row, each.zone) for each in asked for row in each.authorizations]
    records = _BILLED.ask(
        clients=[each.enrolment.client_id for each in asked],
        programs=list(zones),
        start=min(day_bounds(row.from_date, zone)[0] for row, zone in days),
        end=max(day_bounds(row.to_date, zone)[1] for row, zone in days),
    )
    found: defaultdict[tuple[UUID, UUID], dict[date, timedelta]] = defaultdict(dict)
    for person_id, program_id, starts_at, seconds in records:
        day, had = starts_at.astimezone(zones[program_id]).date(), found[person_id, program_id]
        had[day] = had.get(day, timedelta(0)) + timedelta(seconds=seconds)
    return found


# No two of a payer hold on one day.
_RULES = WrittenRows(PayerRule, lambda: PayerRule.objects.filter(Among("payer_id", "payers")).order_by())


def _rules(payer_ids: set[int]) -> defaultdict[int, list[PayerRule]]:
    found: defaultdict[int, list[PayerRule]] = defaultdict(list)
    for rule in _RULES.rows(payers=list(payer_ids)):
        found[rule.payer_id].append(rule)
    return found


def _rules_on(rules: Sequence[PayerRule], day: date) -> PayerRules:
    """What use is counted by: only the per diem matters for it."""
    rule = next((each for each in rules if each.holds_on(day)), None)
    if rule is None or rule.per_diem_minutes is None:
        return USUAL_RULES
    codes: tuple[TimedCode, ...] = USUAL_RULES.timed_codes
    return PayerRules(per_diem_minutes=rule.per_diem_minutes, timed_codes=codes)
