"""A silence of a process that serves sockets becomes one outage, and attendance bridges what it explains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db.models import F

from sessions.domain.attendance import GapReason
from sessions.models import Heartbeat, Outage, PresenceSpan, Zone
from sessions.queries.board import attendance_board
from sessions.services import outages, presence
from tests.factories import live_session
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def silent_since(node: str, ago: timedelta) -> datetime:
    """``node`` last beat so long ago; returns when that was."""
    outages.beat(node)
    Heartbeat.objects.filter(node=node).update(seen_at=F("seen_at") - ago)
    return Heartbeat.objects.get(node=node).seen_at


def test_a_process_that_beats_has_no_outage() -> None:
    assert [outages.beat("web.a") for _ in range(3)] == [0, 0, 0]
    assert not Outage.objects.exists()
    assert Heartbeat.objects.count() == 1


def test_a_killed_process_is_recorded_by_its_successor_and_once() -> None:
    last = silent_since("web.a", timedelta(minutes=3))
    assert [outages.beat("web.b") for _ in range(3)] == [1, 0, 0]
    outage = Outage.objects.get()
    assert (outage.node, outage.began_at) == ("web.a", last)
    assert timedelta(0) <= outage.ended_at - last - timedelta(minutes=3) < timedelta(minutes=1)
    assert list(Heartbeat.objects.values_list("node", flat=True)) == ["web.b"]


def test_a_process_that_could_not_reach_the_stores_records_itself_when_it_can_again() -> None:
    silent_since("web.a", timedelta(minutes=2))
    assert [outages.beat("web.a"), outages.beat("web.a")] == [1, 0]
    assert Outage.objects.get().node == "web.a"
    assert Heartbeat.objects.get().seen_at >= Outage.objects.get().ended_at, "the next cannot overlap it"


def test_a_slow_process_is_not_a_silent_one() -> None:
    silent_since("web.a", timedelta(seconds=20))
    assert outages.beat("web.b") == 0


def test_a_process_that_rests_is_not_missed() -> None:
    outages.beat("web.a")
    outages.rest("web.a")
    assert not Heartbeat.objects.exists()
    assert outages.beat("web.b") == 0


def test_a_process_that_rests_after_a_silence_has_still_been_silent() -> None:
    silent_since("web.a", timedelta(minutes=2))
    outages.rest("web.a")
    assert Outage.objects.get().node == "web.a"
    assert not Heartbeat.objects.exists()


def test_nobody_coming_back_for_days_is_not_an_outage_of_days() -> None:
    last = silent_since("web.a", timedelta(days=3))
    outages.beat("web.b")
    assert Outage.objects.get().ended_at == last + outages.LONGEST


def test_of_many_that_come_back_at_once_each_silence_is_recorded_by_one() -> None:
    nodes = [f"web.{number}" for number in range(6)]
    for node in nodes:
        silent_since(node, timedelta(minutes=2))
    outcomes = at_once([partial(outages.beat, node) for node in nodes])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sorted(Outage.objects.values_list("node", flat=True)) == nodes
    assert sorted(Heartbeat.objects.values_list("node", flat=True)) == nodes


def test_a_gap_that_a_recorded_outage_explains_is_ours_and_bridged() -> None:
    live = live_session(clients=1)
    client = live.clients[0]
    wires = [uuid4(), uuid4()]
    for wire in wires:
        presence.open_span(session_id=live.session.pk, person_id=client.pk, connection=wire, zone=Zone.ROOM)
    ago = timedelta(minutes=4)
    # The first connection was cut four minutes ago, with its process; the second has just come.
    PresenceSpan.objects.filter(connection=wires[0]).update(
        began_at=F("began_at") - ago - timedelta(minutes=5),
        last_seen_at=F("last_seen_at") - ago,
        ended_at=F("last_seen_at") - ago,
        end_reason="lost",
    )
    silent_since("web.a", ago)
    outages.beat("web.b")
    row = attendance_board(session=live.session, now=datetime.now(UTC) + timedelta(seconds=5))[0]
    (gap,) = row.gaps
    assert (gap.reason, gap.bridged) == (GapReason.OURS, True)
