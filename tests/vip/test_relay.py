"""The relay delivers every announced event, also when handlers fail and when several relays run."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Event as Flag
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sessions.domain import events
from sessions.domain.errors import ScheduleRefused
from sessions.domain.events import Event, SessionEnded, SessionScheduled
from sessions.models import OutboxEvent, SessionKind
from sessions.services.outbox import announce, nudges
from tests import factories
from tests.threads import at_once
from vip import relay
from vip.subscriptions import SUBSCRIPTIONS

pytestmark = pytest.mark.django_db(transaction=True)


def announced(*told: Event) -> None:
    with transaction.atomic():
        announce(*told)


def ended(count: int = 1) -> list[SessionEnded]:
    return [SessionEnded(session_id=uuid4()) for _ in range(count)]


def make_due() -> None:
    OutboxEvent.objects.filter(delivered_at=None).update(retry_at=timezone.now() - timedelta(seconds=1))


def test_every_event_has_its_line_on_the_page_of_subscriptions() -> None:
    assert set(SUBSCRIPTIONS) == set(events.KINDS.values())


def test_an_event_reaches_its_handlers_once_and_no_others() -> None:
    received: list[tuple[str, Event]] = []
    subscriptions = {
        SessionEnded: (
            lambda event: received.append(("a", event)),
            lambda event: received.append(("b", event)),
        ),
        SessionScheduled: (lambda event: received.append(("c", event)),),
    }
    [event] = ended()
    announced(event)
    assert relay.drain(subscriptions=subscriptions) == 1
    assert relay.drain(subscriptions=subscriptions) == 0
    assert received == [("a", event), ("b", event)]
    assert OutboxEvent.objects.get().delivered_at is not None


def test_events_arrive_in_the_order_they_were_announced() -> None:
    received: list[Event] = []
    told = ended(5)
    announced(*told)
    relay.drain(subscriptions={SessionEnded: (received.append,)})
    assert received == told


def test_a_failing_handler_neither_stops_the_others_nor_the_next_event() -> None:
    received: list[Event] = []
    first, second = ended(2)

    def fail_for_the_first(event: Event) -> None:
        if event == first:
            raise ScheduleRefused("session_over", "Jane Doe did not come")

    announced(first, second)
    relay.drain(subscriptions={SessionEnded: (fail_for_the_first, received.append)})
    failed, delivered = OutboxEvent.objects.order_by("id")
    assert received == [first, second]
    assert (failed.delivered_at, failed.attempts, failed.last_error) == (
        None,
        1,
        "ScheduleRefused(session_over)",
    )
    assert delivered.delivered_at is not None


def test_a_failed_event_waits_twice_as_long_each_time_up_to_an_hour() -> None:
    waits = [relay.wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11, 5_000)]
    assert waits == [5, 10, 20, 2_560, 3_600, 3_600]


def test_a_failed_event_is_tried_again_when_it_is_due_and_not_before() -> None:
    attempts: list[Event] = []

    def fail_once(event: Event) -> None:
        attempts.append(event)
        if len(attempts) == 1:
            raise ValueError

    announced(*ended())
    assert relay.drain(subscriptions={SessionEnded: (fail_once,)}) == 1
    assert relay.drain(subscriptions={SessionEnded: (fail_once,)}) == 0
    make_due()
    assert relay.drain(subscriptions={SessionEnded: (fail_once,)}) == 1
    row = OutboxEvent.objects.get()
    assert (row.attempts, row.last_error, row.delivered_at is not None) == (2, "", True)


def test_what_a_failing_handler_wrote_is_undone_and_what_others_wrote_stays() -> None:
    def write_and_fail(event: Event) -> None:
        factories.kind("half-done")
        raise ValueError

    def write(event: Event) -> None:
        factories.kind("done")

    announced(*ended())
    relay.drain(subscriptions={SessionEnded: (write_and_fail, write)})
    assert [kind.code for kind in SessionKind.objects.all()] == ["done"]


def test_a_database_error_in_a_handler_is_a_failure_like_any_other() -> None:
    def divide_by_zero(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    announced(*ended())
    relay.drain(subscriptions={SessionEnded: (divide_by_zero,)})
    assert OutboxEvent.objects.get().last_error == "DataError"


def test_an_event_of_an_unknown_name_is_kept_and_recorded() -> None:
    OutboxEvent.objects.create(name="SomethingNew", payload={})
    assert relay.drain(subscriptions={}) == 1
    row = OutboxEvent.objects.get()
    assert (row.delivered_at, row.last_error) == (None, "KeyError")


def test_an_event_that_one_relay_holds_is_passed_over_by_another() -> None:
    held, other = ended(2)
    announced(held, other)
    handling, release = Flag(), Flag()
    received: list[Event] = []

    def slow(event: Event) -> None:
        if event == held:
            handling.set()
            assert release.wait(timeout=30)
        received.append(event)

    def meanwhile() -> int:
        assert handling.wait(timeout=30)
        try:
            return relay.drain(subscriptions={SessionEnded: (slow,)})
        finally:
            release.set()

    tried = at_once([lambda: relay.drain(subscriptions={SessionEnded: (slow,)}, at_most=1), meanwhile])
    assert tried == [1, 1]
    assert received == [other, held]


def test_eight_relays_deliver_each_of_two_hundred_events_once() -> None:
    told = ended(200)
    announced(*told)
    received: Counter[UUID] = Counter()

    def count(event: Event) -> None:
        assert isinstance(event, SessionEnded)
        received[event.session_id] += 1

    tried = at_once([lambda: relay.drain(subscriptions={SessionEnded: (count,)})] * 8)
    assert sum(outcome for outcome in tried if isinstance(outcome, int)) == 200
    assert received == Counter(event.session_id for event in told)


def test_the_composition_root_has_the_relay_nudged_after_a_commit() -> None:
    from vip.tasks import nudge_relay

    assert nudge_relay in nudges
