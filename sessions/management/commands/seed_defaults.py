"""Give a new clinic what it begins with."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from sessions.management.defaults.load import load


class Command(BaseCommand):
    help = (
        "Load the field's usual levels of care, session kinds, topics, payer rules and federal holidays. What is there"
        " already stays as it is, so it may run again, each year for the holidays."
    )

    def handle(self, *args: object, **options: object) -> None:
        made = load(now=timezone.now())
        self.stdout.write(
            f"Added {made.levels} levels of care, {made.kinds} session kinds, {made.topics} topics,"
            f" {made.payers} payers and {made.holidays} holidays."
        )
