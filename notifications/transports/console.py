"""Prints messages instead of sending them, for development."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TextIO

from notifications.transports.contract import Message


@dataclass
class ConsoleTransport:
    stream: TextIO = field(default_factory=lambda: sys.stdout)

    def open(self) -> None:
        pass

    def send(self, message: Message) -> None:
        print(
            f"To: {message.to}\nSubject: {message.subject}\n\n{message.text}\n{'-' * 79}",
            file=self.stream,
            flush=True,
        )

    def close(self) -> None:
        pass
