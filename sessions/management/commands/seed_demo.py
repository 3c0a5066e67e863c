"""Load the demo's clinic, and see that a group is live now."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sessions.management.demo import clinic
from sessions.models import Session, User


class Command(BaseCommand):
    help = (
        "Load a made-up clinic with a group that is live now. Run again, it only adds a live session where there"
        " is none. The accounts: dana@demo.test (facilitator), ana@demo.test (client), cora@demo.test (coordinator),"
        " sam@demo.test (supervisor); the other people of the clinic are <first name>@demo.test."
    )

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "seed_demo fills the database with made-up people, so it never runs in production."
                " Set VIP_MODE=demo to try the demo."
            )
        loaded = clinic.load(now=timezone.now())
        if loaded.made_clinic:
            self.stdout.write(
                f"Made a clinic of {User.objects.count()} people and {Session.objects.count()} sessions."
            )
        if loaded.made_live:
            self.stdout.write("Added a session that is live now.")
        self.stdout.write(f"Live until {loaded.live.ends_at:%H:%M} UTC: session {loaded.live.pk}.")
