"""Rows follow the session: planned once, superseded when it changes, with one notice for whoever needs it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet

from notifications.domain.delivery import Status
from notifications.domain.planning import Tier
from notifications.models import KindLadder, Reminder
from notifications.services.planning import plan_cancellation, plan_session
from sessions.models import KindFamily, Place, RosterEntry, RosterPart, Session, SessionStatus
from tests import factories
from tests.notifications.rows import at, changed, moved, reminder, statuses

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)
USUAL = ("24h", "1h", "10m")
# A client's first session is told three days ahead as well.
FIRST = ("72h", *USUAL)


def clients_of(session: Session) -> QuerySet[RosterEntry]:
    return session.roster.filter(part=RosterPart.CLIENT).select_related("person")


def test_every_client_on_the_roster_gets_the_ladder_and_staff_get_none(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=2, facilitators=1)
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {(tier, "scheduled"): 2 for tier in FIRST}
    later = factories.session_at(now + 6 * DAYS, clients=[entry.person for entry in clients_of(session)])
    plan_session(session_id=later.pk, now=now)
    assert statuses(session=later) == {(tier, "scheduled"): 2 for tier in USUAL}


def test_an_individual_session_is_told_three_days_ahead_whichever_it_is(now: datetime) -> None:
    client = factories.client()
    factories.session_at(now - DAYS, clients=[client])
    kind = factories.kind("individual", family=KindFamily.INDIVIDUAL)
    session = factories.session_at(now + 5 * DAYS, clients=[client], kind=kind)
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {(tier, "scheduled"): 1 for tier in FIRST}


def test_a_kind_of_session_may_have_a_ladder_of_its_own(now: datetime) -> None:
    client = factories.client()
    factories.session_at(now - DAYS, clients=[client])
    session = factories.session_at(now + 5 * DAYS, clients=[client])
    KindLadder.objects.create(kind=session.kind, tiers=["1h"])
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {("1h", "scheduled"): 1}


def test_planning_twice_changes_nothing(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=2)
    plan_session(session_id=session.pk, now=now)
    before = list(Reminder.objects.order_by("pk").values())
    plan_session(session_id=session.pk, now=now + timedelta(hours=1))
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_whoever_is_enrolled_later_is_planned_without_touching_the_others(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    newcomer = factories.client()
    factories.expect(session, newcomer)
    plan_session(session_id=session.pk, now=now)
    assert statuses(recipient=newcomer).total() == 4
    assert statuses().total() == 8


def test_moving_a_session_far_ahead_supersedes_what_was_planned_and_tells_nobody(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    plan_session(session_id=moved(session, DAYS).pk, now=now)
    assert statuses(revision=1) == {(tier, "superseded"): 1 for tier in FIRST}
    assert statuses(revision=2) == {(tier, "scheduled"): 1 for tier in FIRST}


def test_moving_a_session_that_is_close_is_told_once_though_nothing_had_been_sent(now: datetime) -> None:
    session = factories.session_at(now + 2 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    moved(session, timedelta(hours=2))
    for _ in range(2):
        plan_session(session_id=session.pk, now=now)
    assert statuses(revision=2) == {(tier, "scheduled"): 1 for tier in ("changed", "24h", "1h", "10m")}


@pytest.mark.parametrize("heard", [Status.SENT, Status.DELIVERED, Status.UNCERTAIN])
def test_whoever_heard_the_old_time_hears_the_new_one(now: datetime, heard: Status) -> None:
    session = factories.session_at(now + timedelta(hours=10), clients=1)
    client = session.roster.get().person
    reminder(session, client, Tier.DAY, status=heard)
    plan_session(session_id=moved(session, 30 * DAYS).pk, now=now)
    assert statuses(revision=2)["changed", "scheduled"] == 1


def test_a_message_on_its_way_counts_as_heard(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=10), clients=1)
    client = session.roster.get().person
    row = reminder(session, client, Tier.DAY, status=Status.CLAIMED, lease_until=now, sending_at=now)
    plan_session(session_id=moved(session, 30 * DAYS).pk, now=now)
    row.refresh_from_db()
    assert row.status == Status.CLAIMED
    assert statuses(revision=2)["changed", "scheduled"] == 1


def test_a_row_that_is_claimed_but_not_yet_on_its_way_is_superseded(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=10), clients=1)
    row = reminder(session, session.roster.get().person, Tier.DAY, status=Status.CLAIMED, lease_until=now)
    plan_session(session_id=moved(session, 30 * DAYS).pk, now=now)
    row.refresh_from_db()
    assert (row.status, row.lease_until) == (Status.SUPERSEDED, None)


def test_a_claimer_that_saw_the_change_first_does_not_swallow_the_notice(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=2), clients=1)
    reminder(session, session.roster.get().person, Tier.HOUR, status=Status.SUPERSEDED)
    plan_session(session_id=moved(session, DAYS).pk, now=now)
    assert statuses(revision=2)["changed", "scheduled"] == 1


def test_time_passing_does_not_turn_a_far_change_into_a_notice(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    plan_session(session_id=moved(session, timedelta(hours=1)).pk, now=now)
    plan_session(session_id=session.pk, now=now + 3 * DAYS)
    assert statuses(tier=Tier.CHANGED).total() == 0


def test_a_revision_at_the_same_time_repeats_nothing_that_was_heard(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=20), clients=1)
    client = session.roster.get().person
    reminder(session, client, Tier.DAY, status=Status.SENT)
    changed(session, title="Another title")
    plan_session(session_id=session.pk, now=now)
    assert statuses(revision=2) == {("1h", "scheduled"): 1, ("10m", "scheduled"): 1}


def test_moved_away_and_back_before_anyone_heard_of_it_tells_nobody(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=20), clients=1)
    reminder(session, session.roster.get().person, Tier.DAY, status=Status.SENT)
    plan_session(session_id=moved(session, DAYS).pk, now=now)
    assert statuses(tier=Tier.CHANGED, status=Status.SCHEDULED).total() == 1
    plan_session(session_id=moved(session, -DAYS).pk, now=now)
    assert statuses(tier=Tier.CHANGED) == {("changed", "superseded"): 1}


def test_beside_the_notice_no_reminder_repeats_the_new_time_at_once(now: datetime) -> None:
    session = factories.session_at(now + 2 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    plan_session(session_id=moved(session, -timedelta(hours=28)).pk, now=now)
    assert at(session, hours=24) < now < at(session, hours=18)
    assert statuses(revision=2) == {(tier, "scheduled"): 1 for tier in ("changed", "1h", "10m")}


@pytest.mark.parametrize(("ahead", "heard", "notices"), [(2, False, 1), (10, False, 0), (10, True, 1)])
def test_a_cancellation_is_told_once_where_it_is_close_or_something_was_heard(
    now: datetime, ahead: int, heard: bool, notices: int
) -> None:
    session = factories.session_at(now + ahead * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    if heard:
        Reminder.objects.filter(tier=Tier.DAY).update(status=Status.SENT)
    changed(session, status=SessionStatus.CANCELLED)
    for _ in range(2):
        plan_cancellation(session_id=session.pk, now=now)
    assert statuses(tier=Tier.CANCELLED).total() == notices
    assert statuses(status=Status.SCHEDULED).total() == notices


def test_a_session_that_is_over_is_not_cancelled_to_anyone(now: datetime) -> None:
    session = factories.session_at(now - DAYS, clients=1, status=SessionStatus.CANCELLED)
    plan_cancellation(session_id=session.pk, now=now)
    assert statuses().total() == 0


def test_a_session_under_way_that_nobody_was_told_of_says_that_it_has_started(now: datetime) -> None:
    session = factories.session_at(now - timedelta(minutes=10), clients=1)
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {("started", "scheduled"): 1}


def test_whoever_has_had_the_link_is_not_told_that_it_has_started(now: datetime) -> None:
    session = factories.session_at(now - timedelta(minutes=10), clients=1)
    reminder(session, session.roster.get().person, Tier.MINUTES, status=Status.SENT)
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {("10m", "sent"): 1}


def test_raising_the_revision_supersedes_in_the_same_transaction(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=1)
    plan_session(session_id=session.pk, now=now)
    with transaction.atomic():
        moved(session, DAYS)
        assert statuses() == {(tier, "superseded"): 1 for tier in FIRST}


def test_a_row_on_its_way_is_not_superseded_by_the_database(now: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=10), clients=1)
    client = session.roster.get().person
    reminder(session, client, Tier.DAY, status=Status.CLAIMED, lease_until=now, sending_at=now)
    reminder(session, client, Tier.HOUR, status=Status.CLAIMED, lease_until=now)
    moved(session, DAYS)
    assert statuses() == {("24h", "claimed"): 1, ("1h", "superseded"): 1}


def test_a_session_in_person_is_reminded_of_without_a_link_to_join(now: datetime) -> None:
    session = factories.session_at(now + 5 * DAYS, clients=1, place=Place.IN_PERSON)
    plan_session(session_id=session.pk, now=now)
    assert statuses() == {(tier, "scheduled"): 1 for tier in ("72h", "24h", "1h")}
