"""Walk the chains of sealed attendance, and name what was changed."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from sessions.queries.seals import chain_heads, faults_of_attendance


class Command(BaseCommand):
    help = (
        "Check that final attendance is what was sealed. Names every record and link that is not, by ids alone, and"
        " ends with exit code 1. Note the heads it prints outside the database: a chain sealed anew has another."
    )

    def handle(self, *args: object, **options: object) -> None:
        faults = faults_of_attendance()
        for chain in chain_heads():
            self.stdout.write(f"program {chain.pk}: {chain.number} sealed records, head {chain.seal}")
        if faults:
            raise CommandError("\n".join(["Attendance was changed after it was final.", *faults]))
        self.stdout.write("All final attendance is what was sealed.")
