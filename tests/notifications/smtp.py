"""A real SMTP server for tests, on a port of its own: it keeps what it takes and misbehaves on demand."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from enum import Enum

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mischief(Enum):
    """What the server does with a message instead of taking it and saying so."""

    TAKE_AND_VANISH = "it takes the message and closes the connection without a reply"
    TAKE_AND_HANG = "it takes the message and never replies"


# Either a mischief or a reply line, such as "451 Later".
Behaviour = Mischief | str


def words(mail: EmailMessage) -> str:
    """The text of a message."""
    body = mail.get_body(("plain",))
    assert body is not None, "the message has no text"
    return str(body.get_content())


@dataclass
class Server:
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    # What to do with the next messages, in order; after these it behaves.
    script: deque[Behaviour] = field(default_factory=deque)
    # Replies to the next RCPT commands.
    rcpt_script: deque[str] = field(default_factory=deque)
    # Set once a message is taken whose reply never comes.
    hanging: threading.Event = field(default_factory=threading.Event)

    @property
    def times_taken(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(mail["Message-ID"]) for mail in self.taken)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt_script:
            return self.rcpt_script.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        behaviour = self.script.popleft() if self.script else "250 Taken"
        if isinstance(behaviour, str) and not behaviour.startswith("250"):
            return behaviour
        self.taken.append(message_from_bytes(envelope.original_content or b"", policy=modern))
        match behaviour:
            case Mischief.TAKE_AND_VANISH:
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
            case Mischief.TAKE_AND_HANG:
                self.hanging.set()
                await asyncio.Event().wait()
        return "250 Taken"


@contextmanager
def smtp_server(port: int = 0) -> Iterator[Server]:
    """A server in a thread of its own, until the block ends."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server, started = Server(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        listening = await loop.create_server(lambda: SMTP(server, enable_SMTPUTF8=True), "127.0.0.1", port)
        server.port = listening.sockets[0].getsockname()[1]
        started.set()
        try:
            await listening.serve_forever()
        finally:
            listening.close()

    def run() -> None:
        with suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10), "the test's SMTP server did not start"
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(10)
