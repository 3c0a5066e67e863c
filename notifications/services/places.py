"""How many processes may send at once. A mail server that hangs would otherwise hold every worker, and with them
everything else that workers do: ending presence, making up attendance, delivering events.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from notifications.domain.planning import Channel

# The first of PostgreSQL's two advisory lock numbers. Each channel has its own, so one that hangs holds up no other.
_SENDING = {Channel.EMAIL: 0x6D61696C, Channel.SMS: 0x736D7300, Channel.PUSH: 0x70757368}


@contextmanager
def place_to_send(channel: Channel = Channel.EMAIL, *, places: int) -> Iterator[bool]:
    """Hold one of the channel's so many places for the block; False where all are taken.

    A place belongs to the database connection, so that of a killed process is free at once.
    """
    place = next(
        (number for number in range(places) if _locked("pg_try_advisory_lock", channel, number)), None
    )
    try:
        yield place is not None
    finally:
        if place is not None and connection.is_usable():
            _locked("pg_advisory_unlock", channel, place)


def _locked(function: str, channel: Channel, place: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_SENDING[channel], place])
        (answer,) = cursor.fetchone()
        return bool(answer)
