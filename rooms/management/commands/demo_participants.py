"""Fill a room with the demo's people: real sockets, real media."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.management.guests import session_named
from sessions.models import Session


class Command(BaseCommand):
    help = (
        "Bring clients of a session's roster into its room: they wait in the lobby, and once admitted send"
        " moving pictures and quiet sound. For the demo, tests and measurements only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--session", default="live", help="'live', or a session's id")
        parser.add_argument("--count", type=int, default=8, help="how many people at most")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the pages are")
        parser.add_argument("--forever", action="store_true", help="go on to the next live session")
        parser.add_argument(
            "--still", action="store_true", help="nobody mutes, hides or drops out by themselves"
        )
        parser.add_argument(
            "--receive",
            choices=["none", "count", "decode"],
            default="none",
            help="what to do with what others send",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "demo_participants signs people in without asking them, so it never runs in production."
                " Set VIP_MODE=demo to try the demo."
            )
        # Not before: production installs have neither encoders nor pictures.
        from rooms.management.visit import Visit, until_told_to_stop
        from rooms.participant.call import Receive

        which = options["session"]
        if options["forever"] and which != "live":
            raise CommandError(
                "--forever goes from one live session to the next: use it with --session live."
            )
        for quiet in ("aioice", "aiortc", "websockets"):  # they name addresses in their lines
            logging.getLogger(quiet).setLevel(logging.WARNING)
        visit = Visit(
            base_url=checked(options["base_url"]),
            count=options["count"],
            lively=not options["still"],
            receive=Receive(options["receive"]),
        )
        work = visit.live_sessions() if options["forever"] else visit.one_session(found(which))
        uvloop.run(until_told_to_stop(work))


def found(which: str) -> Session:
    """The session to attend. Raises CommandError."""
    try:
        session = session_named(which)
    except ValueError:
        raise CommandError(f"'{which}' is neither 'live' nor a session's id.") from None
    if session is None:
        raise CommandError("There is no such session. Load the clinic with manage.py seed_demo.")
    return session


def checked(base_url: str) -> str:
    """Without a slash at its end. Raises CommandError."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CommandError(f"'{base_url}' is no web address. Write it like http://127.0.0.1:8000.")
    return f"{parts.scheme}://{parts.netloc}"
