"""What the house's mail sink received."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from vip.demo_inbox import InboxMessage, read


class Mailbox:
    """The sink's directory of messages."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def all_to(self, address: str) -> list[InboxMessage]:
        """Every message to ``address``, the oldest first."""
        mails = [read(path) for path in sorted(self.directory.glob("*.eml"))]
        return [mail for mail in mails if address in mail.to]

    def await_mail_to(
        self, address: str, *, number: int = 1, timeout: timedelta = timedelta(seconds=60)
    ) -> InboxMessage:
        """Block until so many messages to ``address`` have arrived; the last of them. Raises TimeoutError."""
        patience = threading.Event()
        for _ in range(int(timeout / timedelta(seconds=0.2))):
            if len(mails := self.all_to(address)) >= number:
                return mails[number - 1]
            patience.wait(0.2)
        raise TimeoutError(f"No mail within {timeout}.")
