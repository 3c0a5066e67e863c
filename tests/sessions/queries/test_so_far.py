"""What clients are credited so far, read for many at once, is what each session's own facts say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.domain.intervals import Interval
from sessions.models import (
    AttestedKind,
    AttestedPresence,
    DeclaredBreak,
    EndReason,
    Outage,
    RosterPart,
    Session,
    User,
    Zone,
)
from sessions.queries.facts import read_facts
from sessions.queries.so_far import Begun, credited_so_far
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
NOW = START + timedelta(minutes=70)
MINUTE = timedelta(minutes=1)


def begun(sessions: list[Session]) -> dict[UUID, Begun]:
    return {
        each.pk: Begun(window=Interval(each.starts_at, each.ends_at), rules=each.program.attendance_rules)
        for each in sessions
    }


def come_and_go(rng: Random, session: Session, someone: User) -> None:
    """Some spans about the session, the last of them perhaps open, and then perhaps silent by now."""
    at = session.starts_at + rng.randint(-10, 5) * MINUTE
    for _ in range(rng.randint(0, 3)):
        ended_at = at + timedelta(seconds=rng.randint(30, 2400))
        reason, zone = rng.choice(list(EndReason)), rng.choice([Zone.ROOM, Zone.ROOM, Zone.LOBBY])
        if ended_at >= NOW or rng.random() < 0.2:
            span = factories.was_in(session, someone, min(at, NOW), zone=zone)
            span.last_seen_at = max(span.began_at, NOW - rng.choice([5, 300]) * timedelta(seconds=1))
            span.save()
            return
        factories.was_in(session, someone, at, ended_at, zone=zone, reason=reason)
        at = ended_at + timedelta(seconds=rng.choice([1, 60, 200, 600]))


@pytest.fixture(params=range(5))
def evening(request: pytest.FixtureRequest) -> list[Session]:
    """A session just over and one that is on, of two programs, with people who are in both."""
    rng = Random(request.param)
    leaders, people = [factories.facilitator() for _ in range(2)], [factories.client() for _ in range(4)]
    lenient = factories.program(bridge_gap_s=240)
    sessions = [
        factories.session_at(
            START - 60 * MINUTE,
            lasting=55 * MINUTE,
            clients=people[:3],
            facilitators=leaders[:1],
            program=lenient,
        ),
        factories.session_at(START, clients=people[2:], facilitators=leaders),
    ]
    factories.expect(sessions[0], leaders[1], RosterPart.GUEST)
    for session in sessions:
        for someone in (*leaders, *people):
            come_and_go(rng, session, someone)
        factories.was_in(session, leaders[1], session.starts_at, NOW - rng.randint(0, 9) * MINUTE)
        by_telephone = session.starts_at + rng.randint(0, 20) * MINUTE
        AttestedPresence.objects.create(
            session=session,
            person=rng.choice([*leaders, *people]),
            kind=AttestedKind.PHONE,
            began_at=by_telephone,
            ended_at=by_telephone + 15 * MINUTE,
            reason="Their camera broke.",
            attested_by=leaders[0],
            attested_at=NOW,
        )
        pause = session.starts_at + rng.randint(5, 30) * MINUTE
        DeclaredBreak.objects.create(session=session, began_at=pause, ended_at=pause + 5 * MINUTE)
    ours = START + rng.randint(0, 60) * MINUTE
    Outage.objects.create(node="web-1", began_at=ours, ended_at=ours + 4 * MINUTE)
    Outage.objects.create(node="web-1", began_at=START - 90 * MINUTE, ended_at=START - 70 * MINUTE)
    return sessions


def test_it_is_what_the_facts_of_each_session_say(
    evening: list[Session], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    facts = read_facts(evening, now=NOW)
    said = {
        (session_id, client.pk): each.attendance_of(client.pk).credited
        for session_id, each in facts.items()
        for client in each.clients
    }
    asked = begun(evening)

    with django_assert_num_queries(1):
        found = credited_so_far(sessions=asked, expected=said.keys(), now=NOW)

    assert found == said
    assert any(found.values())


def test_it_asks_nothing_where_nothing_has_begun(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert credited_so_far(sessions={}, expected=[], now=NOW) == {}
