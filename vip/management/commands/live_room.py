"""Wait until people are in the demo's live session: what "the demo is ready" means."""

from __future__ import annotations

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from sessions.models import PresenceSpan, Session
from sessions.queries.agenda import demo_live_session


class Command(BaseCommand):
    help = (
        "Wait until as many people are in the live session, its lobby included, and print the session's id."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=1)
        parser.add_argument("--timeout-s", type=float, default=60)

    def handle(self, *, people: int, timeout_s: float, **options: object) -> str:
        deadline = time.monotonic() + timeout_s
        while True:
            session = demo_live_session()
            if session is not None and people_in(session) >= people:
                return str(session.pk)
            if time.monotonic() > deadline:
                raise CommandError(explain(session, people=people))
            time.sleep(0.2)


def people_in(session: Session) -> int:
    """How many different people have an open span there, waiting or admitted."""
    open_spans = PresenceSpan.objects.filter(session=session, ended_at=None)
    return open_spans.values("person").distinct().count()


def explain(session: Session | None, *, people: int) -> str:
    if session is None:
        return "No session is live now. Load the clinic with manage.py seed_demo."
    return f"{people_in(session)} of {people} people have come so far. Read the log of demo_participants."
