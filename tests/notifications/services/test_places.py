"""A mail server that hangs holds no more workers than it may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from notifications.services.places import place_to_send

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def elsewhere(ask: Callable[[], T]) -> T:
    """The answer on a connection of its own, which is closed then."""

    def run() -> T:
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(10)


def another_may_send(places: int) -> bool:
    def ask() -> bool:
        with place_to_send(places=places) as free:
            return free

    return elsewhere(ask)


def test_no_more_send_at_once_than_there_are_places() -> None:
    with place_to_send(places=1) as free:
        assert free
        assert not another_may_send(1)
        assert another_may_send(2)
    assert another_may_send(1)


def test_a_place_is_free_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), place_to_send(places=1):
        _ = 1 / 0
    assert another_may_send(1)


def test_a_process_that_dies_leaves_no_place_taken() -> None:
    def take_and_die() -> bool:
        # Never leaves the block properly: its connection just ends, as a killed process's does.
        return place_to_send(places=1).__enter__()

    assert elsewhere(take_and_die)
    assert another_may_send(1)
