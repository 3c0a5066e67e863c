"""``manage.py demo_inbox``: the demo's mail server, which delivers to a directory and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vip.demo_inbox import Sink


class Command(BaseCommand):
    help = "Take all mail over SMTP and keep it for the demo's inbox page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=1025)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "demo_inbox would swallow people's mail. Run it with VIP_MODE=demo, or set EMAIL_URL to a real server."
            )
        try:
            asyncio.run(self.serve(host, port))
        except OSError as error:
            raise CommandError(
                f"Nothing can listen on {host}:{port} ({error.strerror}). Stop what does, or choose another --port."
            ) from error

    async def serve(self, host: str, port: int) -> None:
        """Until SIGTERM or Ctrl-C."""
        from aiosmtpd.smtp import SMTP  # here, since production installs have none

        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would print every address
        directory = Path(settings.DEMO_INBOX_DIR)
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        server = await loop.create_server(lambda: SMTP(Sink(directory), enable_SMTPUTF8=True), host, port)
        self.stdout.write(f"Taking mail on {host}:{port}, keeping it in {directory}")
        self.stdout.flush()
        async with server:
            await stopping.wait()
