"""Loading the defaults. What has the same name or code already is left as it is: loading again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sessions.domain.holidays import federal_holidays
from sessions.management.defaults import tables
from sessions.models import CareLevel, Curriculum, CurriculumTopic, Payer, Program, SessionKind, Topic
from sessions.services.holidays import add_federal
from sessions.services.payers import RuleTerms, add_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many of each were not there yet."""

    levels: int
    kinds: int
    topics: int
    payers: int
    holidays: int


@transaction.atomic
def load(*, now: datetime) -> Loaded:
    """Levels of care, kinds, topics, payers with their rules, and the federal holidays from this year on."""
    years = range(now.year, now.year + tables.YEARS_OF_HOLIDAYS)
    return Loaded(
        levels=load_levels(),
        kinds=load_kinds(),
        topics=load_topics(),
        payers=load_payers(),
        holidays=add_federal([day for year in years for day in federal_holidays(year)], now=now),
    )


def load_levels() -> int:
    made = [
        CareLevel.objects.get_or_create(
            code=each.code,
            defaults={
                "name": each.name,
                "level": each.level,
                "weekly_hours_min": each.hours[0],
                "weekly_hours_max": each.hours[1],
                "usual_weeks": each.weeks,
                "position": position,
            },
        )[1]
        for position, each in enumerate(tables.LEVELS, start=1)
    ]
    return sum(made)


def load_kinds() -> int:
    made = [
        SessionKind.objects.get_or_create(
            code=each.code,
            defaults={
                "name": each.name,
                "family": each.family,
                "minutes": each.minutes,
                "seats_max": each.seats,
                "counts_toward_hours": each.counts,
                "modalities": list(each.modalities),
            },
        )[1]
        for each in tables.KINDS
    ]
    return sum(made)


def load_topics() -> int:
    return sum(
        Topic.objects.get_or_create(name=name, defaults={"summary": summary})[1]
        for name, summary in tables.TOPICS
    )


def load_payers() -> int:
    count = 0
    for each in tables.PAYERS:
        payer, made = Payer.objects.get_or_create(name=each.name)
        count += made
        if made:
            add_rule(
                payer,
                RuleTerms(
                    from_date=tables.RULES_FROM,
                    per_diem_minutes=each.per_diem,
                    group_seats_max=each.seats,
                    timed_codes=tables.TIMED_CODES,
                ),
            )
    return count


def usual_curriculum(program: Program, *, name: str, topics: Sequence[str]) -> Curriculum:
    """A curriculum of these topics, which must be loaded."""
    curriculum = Curriculum.objects.create(program=program, name=name)
    by_name = {topic.name: topic for topic in Topic.objects.filter(name__in=topics)}
    CurriculumTopic.objects.bulk_create(
        CurriculumTopic(curriculum=curriculum, topic=by_name[each], position=position)
        for position, each in enumerate(topics, start=1)
    )
    return curriculum
