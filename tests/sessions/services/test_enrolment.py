"""A group has so many seats, a client has one of them, and that holds however many people click at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from sessions.domain.errors import EnrolmentRefused
from sessions.models import Enrolment, Group, OutboxEvent, PayerRule, RosterEntry, StateRule, User
from sessions.services.enrolment import enrol_client
from tests import factories
from tests.threads import at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
TODAY = date(2027, 3, 1)
DAY = timedelta(days=1)


def refusal(client: User, group: Group, from_date: date = TODAY) -> str:
    with pytest.raises(EnrolmentRefused) as refused:
        enrol_client(client=client, group=group, from_date=from_date, now=NOW)
    return refused.value.code


@pytest.mark.django_db
def test_an_enrolled_client_is_expected_from_their_first_day_on_and_this_is_announced() -> None:
    group, client = factories.group_with(), factories.client()
    days = [NOW - 2 * DAY, NOW + DAY, NOW + 4 * DAY]
    _, too_soon, ahead = (factories.session_at(day, group=group) for day in days)
    enrolment = enrol_client(client=client, group=group, from_date=TODAY + 3 * DAY, now=NOW)
    assert [entry.session_id for entry in RosterEntry.objects.filter(person=client)] == [ahead.pk]
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("ClientEnrolled", {"enrolment_id": str(enrolment.pk)})
    ]
    assert too_soon.roster.count() == 1  # the facilitator


@pytest.mark.django_db
def test_a_cancelled_session_expects_nobody_new() -> None:
    group, client = factories.group_with(), factories.client()
    factories.session_at(NOW + DAY, group=group, status="cancelled")
    enrol_client(client=client, group=group, from_date=TODAY, now=NOW)
    assert not RosterEntry.objects.filter(person=client).exists()


@pytest.mark.django_db
def test_the_thirteenth_is_refused() -> None:
    group = factories.group_with(clients=12)
    assert refusal(factories.client(), group) == "group_full"
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_seat_is_free_again_from_the_day_that_its_enrolment_ends() -> None:
    group = factories.group_with(clients=12)
    group.enrolments.filter(pk=group.enrolments.first().pk).update(ended_date=TODAY + DAY)  # type: ignore[union-attr]
    assert refusal(factories.client(), group, TODAY) == "group_full"
    assert enrol_client(client=factories.client(), group=group, from_date=TODAY + DAY, now=NOW)


@pytest.mark.django_db
def test_nobody_has_two_seats() -> None:
    client = factories.client()
    group, other = factories.group_with([client]), factories.group_with()
    assert refusal(client, group) == refusal(client, other) == "already_enrolled"


@pytest.mark.django_db
def test_only_clients_with_an_open_account_are_enrolled() -> None:
    group = factories.group_with()
    assert refusal(factories.facilitator(), group) == "not_a_client"
    assert refusal(factories.client(is_active=False), group) == "account_inactive"


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["program", "state", "payer"])
def test_the_smallest_limit_decides_how_many_a_group_seats(limit: str) -> None:
    program = factories.program(seats_max=2 if limit == "program" else 12, state="AZ")
    StateRule.objects.create(state="AZ", group_seats_max=2 if limit == "state" else None)
    payer = program.payers.create(name="Blue Mesa")
    PayerRule.objects.create(
        payer=payer, from_date=date(2026, 1, 1), group_seats_max=2 if limit == "payer" else None
    )
    group = factories.group_with(clients=1, within=program)
    enrol_client(client=factories.client(), group=group, from_date=TODAY, now=NOW)
    assert refusal(factories.client(), group) == "group_full"


@pytest.mark.django_db
def test_a_payers_limit_counts_while_its_rule_holds() -> None:
    program = factories.program()
    payer = program.payers.create(name="Blue Mesa")
    PayerRule.objects.create(payer=payer, from_date=date(2026, 1, 1), until_date=TODAY, group_seats_max=1)
    group = factories.group_with(clients=1, within=program)
    assert enrol_client(client=factories.client(), group=group, from_date=TODAY, now=NOW)


@pytest.mark.django_db
def test_hours_are_the_programs_and_the_end_comes_after_the_beginning() -> None:
    group, client = factories.group_with(), factories.client()
    for terms, code in (
        ({"weekly_hours": Decimal(20)}, "hours_not_of_the_program"),
        ({"planned_end_date": TODAY}, "planned_end_too_soon"),
    ):
        with pytest.raises(EnrolmentRefused) as refused:
            enrol_client(client=client, group=group, from_date=TODAY, now=NOW, **terms)
        assert refused.value.code == code
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_the_database_itself_keeps_two_enrolments_of_a_client_apart() -> None:
    client, group = factories.client(), factories.group_with()
    Enrolment.objects.create(client=client, group=group, began_date=TODAY, ended_date=TODAY + 9 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            client=client,
            group=factories.group_with(),
            began_date=TODAY + 8 * DAY,
            ended_date=TODAY + 20 * DAY,
        )
    assert Enrolment.objects.create(client=client, group=group, began_date=TODAY + 9 * DAY)


@pytest.mark.django_db(transaction=True)
def test_of_forty_who_come_at_once_twelve_get_the_twelve_seats() -> None:
    group = factories.group_with()
    session = factories.session_at(NOW + DAY, group=group)
    clients = [factories.client() for _ in range(40)]
    outcomes = at_once(
        [partial(enrol_client, client=client, group=group, from_date=TODAY, now=NOW) for client in clients]
    )
    seated = [outcome for outcome in outcomes if isinstance(outcome, Enrolment)]
    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, EnrolmentRefused)]
    assert (len(seated), refusals) == (12, ["group_full"] * 28)
    assert session.roster.filter(part="client").count() == 12
    assert OutboxEvent.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_client_whom_two_groups_enrol_at_once_is_in_one_of_them() -> None:
    client = factories.client()
    groups = [factories.group_with() for _ in range(6)]
    outcomes = at_once(
        [partial(enrol_client, client=client, group=group, from_date=TODAY, now=NOW) for group in groups]
    )
    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, EnrolmentRefused)]
    assert refusals == ["already_enrolled"] * 5
    assert Enrolment.objects.filter(client=client).count() == 1
