"""Write the room's messages as TypeScript for the front end."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from rooms.protocol.typescript import typescript


class Command(BaseCommand):
    help = "Write frontend/src/room/protocol.generated.ts from rooms/protocol/messages.py."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "frontend" / "src" / "room" / "protocol.generated.ts"
        target.write_text(typescript(), encoding="utf-8")
        self.stdout.write(f"Wrote {target.relative_to(settings.BASE_DIR)}.")
