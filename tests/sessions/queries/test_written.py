"""A query that is written once answers as Django's own does, whatever it is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count, Max, Q
from pytest_django import DjangoAssertNumQueries

from sessions.models import RosterEntry, RosterPart, Session
from sessions.queries.written import Among, Given, Written, WrittenRows
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_asks_anew_each_time_with_what_it_is_given(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    written = Written(
        lambda: (
            Session.objects.filter(
                Among("program_id", "programs"), starts_at__gte=Given("since"), title="Evening group"
            )
            .order_by("starts_at")
            .values_list("pk", "starts_at", "group__name")
        )
    )
    one, other = (factories.session_at(START + number * DAY) for number in range(2))
    programs = [one.program_id, other.program_id]

    with django_assert_num_queries(4):
        assert written.ask(programs=programs, since=START) == [
            (one.pk, START, None),
            (other.pk, START + DAY, None),
        ]
        assert written.ask(programs=programs, since=START + DAY) == [(other.pk, START + DAY, None)]
        assert written.ask(programs=programs[:1], since=START + DAY) == []
        assert written.ask(programs=[], since=START) == []

    later = factories.session_at(START + 2 * DAY, program=one.program)
    assert written.ask(programs=programs[:1], since=START + DAY) == [(later.pk, START + 2 * DAY, None)]


def test_its_values_go_into_aggregates_too_and_come_as_django_has_them() -> None:
    written = Written(
        lambda: (
            RosterEntry.objects.filter(Among("session_id", "sessions"))
            .values_list("session")
            .annotate(
                clients=Count("pk", filter=Q(part=RosterPart.CLIENT)),
                latest=Max("session__starts_at", filter=Q(session__starts_at__lt=Given("before"))),
            )
            .order_by("session__starts_at")
        )
    )
    sessions = [
        factories.session_at(START + number * DAY, clients=number + 1, facilitators=1) for number in range(2)
    ]
    assert written.ask(sessions=[each.pk for each in sessions], before=START + DAY) == [
        (sessions[0].pk, 1, START),
        (sessions[1].pk, 2, None),
    ]


def test_a_value_that_is_missing_is_said() -> None:
    written = Written(lambda: Session.objects.filter(starts_at__gte=Given("since")).values_list("pk"))
    with pytest.raises(KeyError, match="since"):
        written.ask(until=START)


def test_rows_come_as_they_would_from_django(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    session = factories.session_at(START, clients=1)
    whole = WrittenRows(Session, lambda: Session.objects.filter(Among("id", "sessions")))
    part = WrittenRows(Session, lambda: Session.objects.filter(Among("id", "sessions")).only("title"))

    with django_assert_num_queries(2):
        [found], [titled] = whole.rows(sessions=[session.pk]), part.rows(sessions=[session.pk])
        assert {each.attname: getattr(found, each.attname) for each in Session._meta.concrete_fields} == {
            each.attname: getattr(session, each.attname) for each in Session._meta.concrete_fields
        }
        assert titled.title == session.title
    assert "starts_at" in titled.get_deferred_fields()
    found.title = "Another evening"
    found.save(update_fields=["title"])
    assert Session.objects.get(pk=session.pk).title == "Another evening"


def test_rows_come_with_those_beside_them_and_what_is_annotated(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    written: WrittenRows[Any] = WrittenRows(
        Session,
        lambda: (
            Session.objects.filter(Among("id", "sessions"))
            .select_related("program", "group__track")
            .only("title", "program__name", "group__track__name")
            .annotate(expected=Count("roster"))
            .order_by("starts_at")
        ),
    )
    of_group = factories.session_at(START, group=factories.group_with(), clients=2)
    alone = factories.session_at(START + DAY, clients=1)

    with django_assert_num_queries(1):
        found = written.rows(sessions=[of_group.pk, alone.pk])
        told = [
            (each.title, each.program.name, each.group and each.group.track.name, each.expected)
            for each in found
        ]
    assert of_group.group is not None
    assert told == [
        (of_group.title, of_group.program.name, of_group.group.track.name, of_group.roster.count()),
        (alone.title, alone.program.name, None, 1),
    ]
