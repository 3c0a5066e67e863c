"""Prints messages instead of sending them, for development."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TextIO

from notifications.transports.contract import Message, Taken


@dataclass
class ConsoleTransport:
    stream: TextIO = field(default_factory=lambda: sys.stdout)
    takes_key = False
    lease = timedelta(seconds=30)

    def open(self) -> None:
        pass

    def send(self, message: Message) -> Taken:
        print(
            f"To: {message.to or 'their browsers'}\nSubject: {message.subject}\n\n{message.text}\n{'-' * 79}",
            file=self.stream,
            flush=True,
        )
        return Taken()

    def close(self) -> None:
        pass
