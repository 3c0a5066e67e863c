"""An event is announced together with its change or not at all."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from sessions.domain import events
from sessions.domain.errors import OutsideTransaction
from sessions.models import OutboxEvent
from sessions.services import outbox

# Ids and revisions are all that an event holds, so a sample of each kind makes itself.
ONE_OF_EACH = [
    kind(**{field.name: 1 if "int" in str(field.type) else uuid4() for field in fields(kind)})
    for kind in events.KINDS.values()
]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: event.name)
def test_an_event_comes_back_from_its_row_as_it_was(event: events.Event) -> None:
    assert events.parse(event.name, event.payload()) == event


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: event.name)
def test_a_payload_holds_ids_and_revisions_only(event: events.Event) -> None:
    for name, value in event.payload().items():
        assert (name == "revision" and value == 1) or (name.endswith("_id") and UUID(str(value)))


@pytest.mark.django_db(transaction=True)
def test_announcing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        outbox.announce(ONE_OF_EACH[0])
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_change_that_was_rolled_back_never_existed() -> None:
    with transaction.atomic():
        outbox.announce(*ONE_OF_EACH)
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_relay_is_nudged_once_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen_by_nudge: list[int] = []
    monkeypatch.setattr(outbox, "nudges", [lambda: seen_by_nudge.append(OutboxEvent.objects.count())])
    with transaction.atomic():
        for event in ONE_OF_EACH:
            outbox.announce(event)
        assert seen_by_nudge == []
    assert seen_by_nudge == [len(ONE_OF_EACH)]


@pytest.mark.django_db(transaction=True)
def test_the_nudge_outlives_a_part_of_the_transaction_that_was_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nudged: list[int] = []
    monkeypatch.setattr(outbox, "nudges", [lambda: nudged.append(OutboxEvent.objects.count())])
    with transaction.atomic():
        with transaction.atomic():
            outbox.announce(ONE_OF_EACH[0])
            transaction.set_rollback(True)
        outbox.announce(ONE_OF_EACH[1])
        with transaction.atomic():
            outbox.announce(ONE_OF_EACH[2])
            transaction.set_rollback(True)
    assert nudged == [1]
