"""The made-up clinic: the same for the same seed, and as true to itself as a real one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from sessions.management.clinic.load import Seeded, seed
from sessions.management.clinic.plan import plan_clinic
from sessions.management.defaults import tables
from sessions.management.defaults.load import Loaded
from sessions.management.defaults.load import load as load_defaults
from sessions.models import (
    AttendanceRecord,
    Authorization,
    CareLevel,
    Enrolment,
    Holiday,
    RosterEntry,
    Session,
    SessionStatus,
    TaperStep,
    User,
)
from sessions.queries.facts import read_facts
from sessions.queries.seals import faults_of_attendance
from sessions.queries.weekly_hours import doses

NOW = datetime(2027, 3, 3, 19, tzinfo=UTC)


def made(clients: int = 20, number: int = 1) -> Seeded:
    return seed(clients=clients, seed=number, weeks_before=2, weeks_ahead=1, now=NOW)


def fingerprint() -> tuple[list[object], ...]:
    """What would differ if anything were left to chance."""
    return (
        list(User.objects.order_by("email").values_list("pk", "email", "legal_name")),
        list(Enrolment.objects.order_by("pk").values_list("pk", "client", "group", "began_date")),
        list(Session.objects.order_by("pk").values_list("pk", "starts_at", "status")),
        list(AttendanceRecord.objects.order_by("session", "person").values_list("person", "credited_s")),
        list(TaperStep.objects.order_by("enrolment").values_list("enrolment", "from_date", "weekly_hours")),
        list(Authorization.objects.order_by("number").values_list("number", "amount", "to_date")),
    )


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_clinic_and_another_another() -> None:
    prints = []
    for number in (1, 1, 2):
        with transaction.atomic():
            made(number=number)
            prints.append(fingerprint())
            transaction.set_rollback(True)
    assert prints[0] == prints[1]
    assert prints[0] != prints[2]


@pytest.mark.django_db(transaction=True)
def test_its_attendance_is_what_its_spans_come_to_and_is_sealed() -> None:
    made()
    sessions = Session.objects.exclude(attendance_final_at=None).select_related("program")
    facts = read_facts(list(sessions), now=NOW)
    recomputed = {
        (session_id, client.pk): int(each.attendance_of(client.pk).credited.total_seconds())
        for session_id, each in facts.items()
        for client in each.clients
    }
    stored = {
        (record.session_id, record.person_id): record.credited_s for record in AttendanceRecord.objects.all()
    }
    assert stored == recomputed
    assert len(stored) > 50
    assert faults_of_attendance() == ()


@pytest.mark.django_db
def test_everybody_enrolled_has_hours_and_is_expected_at_their_groups_sessions() -> None:
    made()
    enrolled = list(Enrolment.objects.filter(ended_date=None).values_list("client", flat=True))
    assert len(enrolled) == 18
    assert set(doses(client_ids=enrolled, now=NOW)) == set(enrolled)
    ahead = Session.objects.filter(starts_at__gt=NOW, group__isnull=False)
    expected = RosterEntry.objects.filter(session__in=ahead, part="client").values_list("person", flat=True)
    assert set(expected) == set(enrolled)


@pytest.mark.django_db
def test_it_is_made_as_of_any_moment_and_whoever_is_in_a_session_then_is_there() -> None:
    evening = datetime(2027, 3, 4, 1, 30, tzinfo=UTC)  # Wednesday, half past six in Phoenix
    command = {"clients": 20, "weeks_before": 0, "weeks_ahead": 0, "now": evening}
    call_command("seed_clinic", **command, stdout=StringIO())

    on = Session.objects.get(starts_at__lte=evening, ends_at__gt=evening, group__isnull=False)
    leader = on.roster.get(part="facilitator").person
    here = on.spans.filter(ended_at=None)
    assert (on.status, on.attendance_final_at) == (SessionStatus.SCHEDULED, None)
    assert leader.pk in here.values_list("person", flat=True)
    assert set(here.values_list("last_seen_at", flat=True)) == {evening}
    assert here.count() > 5
    assert not on.spans.filter(ended_at__gt=evening).exists()
    over = Session.objects.filter(ends_at__lt=evening - timedelta(minutes=5))
    assert over.exists()
    assert not over.filter(attendance_final_at=None).exists()
    assert not Session.objects.filter(starts_at__gt=evening, spans__isnull=False).exists()


@pytest.mark.django_db
def test_its_moment_is_told_by_the_clinics_own_clock() -> None:
    command = ("seed_clinic", "--clients=10", "--weeks-before=0", "--weeks-ahead=0")
    moments = ("2027-03-03T18:30", "2027-03-04T01:30+00:00")
    prints = []
    for moment in moments:
        with transaction.atomic():
            call_command(*command, f"--now={moment}", stdout=StringIO())
            prints.append(fingerprint())
            transaction.set_rollback(True)
    assert prints[0] == prints[1]
    with pytest.raises(CommandError, match="--now"):
        call_command(*command, "--now=soon")


def test_no_clinician_leads_two_groups_at_a_time() -> None:
    plan = plan_clinic(clients=1000, seed=3)
    for group in plan.groups:
        others = [each for each in plan.groups if each.clinician == group.clinician and each.id != group.id]
        assert all(each.track != group.track for each in others)
    assert len({person.email for group in plan.groups for person in (*group.clients, *group.former)}) == 1000


@pytest.mark.django_db
def test_it_begins_with_what_any_clinic_begins_with_and_no_group_meets_on_a_holiday() -> None:
    made()
    assert load_defaults(now=NOW) == Loaded(levels=0, kinds=0, topics=0, payers=0, holidays=0)
    assert list(CareLevel.objects.values_list("code", flat=True)) == [each.code for each in tables.LEVELS]
    presidents_day = date(2027, 2, 15)  # a Monday of the weeks that are made
    assert Holiday.objects.filter(date=presidents_day).exists()
    mondays = Session.objects.filter(group__isnull=False, series_date__iso_week_day=1)
    assert mondays.exists()
    assert not mondays.filter(series_date=presidents_day).exists()


@pytest.mark.django_db
def test_it_is_made_once_and_never_in_production(settings: Settings) -> None:
    call_command("seed_clinic", clients=10, weeks_before=1, weeks_ahead=0, stdout=StringIO())
    with pytest.raises(CommandError, match="already"):
        call_command("seed_clinic", clients=10)
    with pytest.raises(CommandError, match="10 to 10,000"):
        call_command("seed_clinic", clients=9)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never runs in production"):
        call_command("seed_clinic", clients=10)
