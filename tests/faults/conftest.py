"""Fault tests use a house and browsers as the journeys do."""

from tests.journeys.conftest import house, mailbox, playwright_driver, seat_for

__all__ = ["house", "mailbox", "playwright_driver", "seat_for"]
