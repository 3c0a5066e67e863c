"""Fill a database with a made-up clinic of any size."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from sessions.management.clinic.load import AlreadySeeded, seed
from sessions.management.clinic.plan import ZONE


class Command(BaseCommand):
    help = (
        "Make up a clinic: programs, groups, clients with enrolments, authorizations, tapers, plans, measures and"
        " notes, sessions before and after today, attendance of what is over, and people in the sessions that are on."
        " The same for the same seed and moment."
        " The accounts are coordinator1@clinic.test, supervisor1@clinic.test, clinician1@clinic.test and on,"
        " client1@clinic.test and on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=100, help="how many clients (10 to 10,000)")
        parser.add_argument("--seed", type=int, default=1, help="another number, another clinic")
        parser.add_argument("--weeks-before", type=int, default=6, help="weeks of history")
        parser.add_argument("--weeks-ahead", type=int, default=2, help="weeks of calendar ahead")
        parser.add_argument(
            "--now",
            type=_moment,
            default=None,
            metavar="MOMENT",
            help=f"as of when, 2026-11-18T12:30 say, in {ZONE.key} unless it says otherwise (default: this moment)",
        )
        parser.add_argument(
            "--breakouts", type=int, default=0, help="how often a group goes to breakouts a day: more spans"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "seed_clinic fills the database with made-up people, so it never runs in production."
            )
        if not 10 <= options["clients"] <= 10_000:
            raise CommandError("Choose from 10 to 10,000 clients.")
        if not (0 <= options["weeks_before"] <= 52 and 0 <= options["weeks_ahead"] <= 52):
            raise CommandError("Choose from 0 to 52 weeks before and ahead.")
        if not 0 <= options["breakouts"] <= 4:
            raise CommandError("Choose from 0 to 4 times of breakouts a day.")
        try:
            made = seed(
                clients=options["clients"],
                seed=options["seed"],
                weeks_before=options["weeks_before"],
                weeks_ahead=options["weeks_ahead"],
                now=options["now"] or timezone.now(),
                breakouts=options["breakouts"],
            )
        except AlreadySeeded:
            raise CommandError(
                "There is a made-up clinic in this database already. Begin with an empty one."
            ) from None
        with connection.cursor() as cursor:  # the planner must know how much there is now
            cursor.execute("ANALYZE")
        self.stdout.write(f"Made a clinic of {made.clients} clients and {made.sessions} sessions.")


def _moment(text: str) -> datetime:
    """Raises ``ValueError``, which is told as what is wrong with the argument."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
