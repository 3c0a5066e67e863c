"""Who sits where: each subscriber has a fixed number of seats, and nobody moves when others come or go."""

from __future__ import annotations

from collections.abc import Iterable


class Seating:
    """The seats of one subscriber, numbered from 0. Those who find no free seat wait, in the order they came."""

    __slots__ = ("_seats", "_waiting")

    def __init__(self, seats: int) -> None:
        self._seats: list[str | None] = [None] * seats
        self._waiting: list[str] = []

    def arrange(self, people: Iterable[str]) -> bool:
        """Seat exactly these people, as far as seats go. Says whether anybody came, went or sat down."""
        present = dict.fromkeys(people)
        before = list(self._seats)
        self._seats = [person if person in present else None for person in before]
        seated = {person for person in self._seats if person is not None}
        queue = [person for person in self._waiting if person in present]
        queued = set(queue)
        queue += [person for person in present if person not in seated and person not in queued]
        for number, person in enumerate(self._seats):
            if person is None and queue:
                self._seats[number] = queue.pop(0)
        self._waiting = queue
        return self._seats != before

    def occupied(self) -> tuple[tuple[int, str], ...]:
        """(seat number, person), by seat number."""
        return tuple((number, person) for number, person in enumerate(self._seats) if person is not None)

    def waiting(self) -> tuple[str, ...]:
        return tuple(self._waiting)
