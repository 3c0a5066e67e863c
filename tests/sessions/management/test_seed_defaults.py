"""A clinic begins with a working programme, and loading the defaults again changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from sessions.management.defaults import tables
from sessions.management.defaults.load import Loaded, load
from sessions.models import CareLevel, Holiday, Payer, SessionKind, Topic

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def test_everything_is_loaded_once() -> None:
    first = load(now=NOW)
    assert first == Loaded(
        levels=len(tables.LEVELS),
        kinds=len(tables.KINDS),
        topics=len(tables.TOPICS),
        payers=len(tables.PAYERS),
        holidays=33,
    )
    assert load(now=NOW) == Loaded(levels=0, kinds=0, topics=0, payers=0, holidays=0)


def test_what_the_clinic_changed_stays() -> None:
    load(now=NOW)
    SessionKind.objects.filter(pk="individual").update(minutes=55)
    Topic.objects.filter(name="Communication").update(summary="Ours")
    load(now=NOW)
    assert SessionKind.objects.get(pk="individual").minutes == 55
    assert Topic.objects.get(name="Communication").summary == "Ours"


def test_the_levels_have_the_fields_usual_hours() -> None:
    load(now=NOW)
    hours = {
        level.code: (int(level.weekly_hours_min), int(level.weekly_hours_max))
        for level in CareLevel.objects.all()
    }
    assert hours == {"php": (20, 30), "iop-adult": (9, 19), "iop-adolescent": (6, 19), "op": (2, 8)}


def test_payers_bill_by_the_midpoint_rule_from_their_rows() -> None:
    load(now=NOW)
    rule = Payer.objects.get(name="Medicaid").rules.get()
    assert rule.billing_rules.per_diem_minutes == 180
    assert {code.code: code.from_minutes for code in rule.billing_rules.timed_codes} == tables.TIMED_CODES


def test_the_next_year_brings_its_holidays() -> None:
    load(now=NOW)
    load(now=datetime(2028, 1, 2, tzinfo=UTC))
    assert Holiday.objects.filter(date__year=2030).count() >= 10
    assert Holiday.objects.filter(date=date(2027, 11, 25), name="Thanksgiving Day").count() == 1


def test_the_command_says_what_it_added() -> None:
    out = StringIO()
    call_command("seed_defaults", stdout=out)
    assert "4 levels of care, 16 session kinds, 12 topics, 4 payers" in out.getvalue()
