"""A participant as a program: over the real WebSocket and real WebRTC it does what a browser does.

It connects and so knocks; waits in the lobby; once admitted it offers, sends its loops and counts what arrives;
answers pings; reconnects with jittered back-off; offers anew when media is lost; leaves by the button, or drops.
Nothing polls: ``until`` is woken by what happens.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from rooms.participant.backoff import Backoff
from rooms.participant.conditions import Conditions
from rooms.participant.errors import NeverHappened, NoAnswer, NotConnected
from rooms.participant.media import Equipment, Media
from rooms.participant.questions import Questions
from rooms.participant.received import Received
from rooms.participant.seen import Seen, seated, seen_after, seen_first
from rooms.participant.wire import Address, cut, opened, read, write
from rooms.protocol.messages import (
    Admit,
    AdmitAll,
    Answer,
    Changed,
    Closing,
    Command,
    End,
    Error,
    FromServer,
    Leave,
    MediaElsewhere,
    MediaLost,
    Offer,
    Ok,
    Ping,
    Pong,
    Seats,
    SetCamera,
    SetMicrophone,
    Snapshot,
)

log = logging.getLogger(__name__)

ANSWER_WITHIN = timedelta(seconds=10)
HAPPENS_WITHIN = timedelta(seconds=30)
GOING_AWAY = 1001  # what a browser says when its tab is closed (RFC 6455, section 7.4.1)
BARE = Equipment()


def _report_mistake(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a participant's media stopped by a mistake", exc_info=error)


class Participant:
    """Use as ``async with Participant(address) as ana``; ``seen`` is None until the first snapshot."""

    def __init__(self, address: Address, equipment: Equipment = BARE, *, seed: int | None = None) -> None:
        self.seen: Seen | None = None
        self.closing: Closing | None = None
        self.online = False
        self.connections = 0
        randomness = random.Random(seed)
        self._address = address
        self._backoff = Backoff(randomness)
        self._questions = Questions(self._tell)
        self._conditions = Conditions()
        self._socket: ClientConnection | None = None
        self._silent = False
        self._task: asyncio.Task[None] | None = None
        self._media = Media(
            equipment,
            exchange=self._exchange,
            on_change=self._conditions.happened,
            backoff=Backoff(randomness),
        )

    @property
    def in_media(self) -> bool:
        """Whether the peer connection stands."""
        return self._media.connected

    @property
    def calls(self) -> int:
        """How many offers were answered so far."""
        return self._media.calls

    @property
    def media_elsewhere(self) -> bool:
        """Whether a newer device of the same person has the media."""
        return self._media.elsewhere

    @property
    def received(self) -> dict[str, Received]:
        """What arrived, by person id."""
        return self._media.received

    def received_from(self, name: str) -> Received:
        """What arrived from the person with this name; nothing where they have not been seen."""
        person = self.seen.named(name) if self.seen else None
        return self.received.get(person.id, Received()) if person else Received()

    # --- living --------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.stop()

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Close everything the way a closed tab does: without ``leave``."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def finished(self) -> None:
        """Return when the server closed for good: ``closing`` says why."""
        assert self._task is not None, "start it first"
        await asyncio.shield(self._task)

    async def _live(self) -> None:
        media = asyncio.create_task(self._media.keep())
        media.add_done_callback(_report_mistake)
        try:
            while True:
                await self._connect()
                if self.closing and not self.closing.reconnect:
                    return
                await self._backoff.pause()
        except Exception as error:
            log.exception("a participant stopped by a mistake of its own or of the server's")
            self._conditions.fail(error)
            raise
        finally:
            media.cancel()
            await asyncio.gather(media, return_exceptions=True)

    async def _connect(self) -> None:
        """One connection, from knocking to its end."""
        try:
            async with opened(self._address, resume=self.seen.connection if self.seen else None) as socket:
                await self._converse(socket)
        except (OSError, TimeoutError, WebSocketException, NotConnected) as error:
            if self._backoff.fresh:  # once an outage, not once an attempt
                log.info("no connection for now: %s", type(error).__name__)

    async def _converse(self, socket: ClientConnection) -> None:
        self._socket, self.closing, self.online = socket, None, True
        self.connections += 1
        try:
            async for frame in socket:
                await self._hear(read(frame))
                self._conditions.happened()
        except asyncio.CancelledError:
            await socket.close(GOING_AWAY)
            raise
        finally:
            self.online, self._socket = False, None
            self._media.offline()
            self._questions.lost()
            self._conditions.happened()

    async def _hear(self, message: FromServer) -> None:
        match message:
            case Ping():
                if not self._silent:
                    await self._tell(Pong(n=message.n))
            case Snapshot():
                self._backoff.reset()
                self._saw(seen_first(message, before=self.seen))
            case Changed():
                self._saw(seen_after(self._known(), message))
            case Seats():
                self._saw(seated(self._known(), message))
            case Ok() | Answer() | Error():
                self._questions.answered(message)
            case MediaLost():
                self._media.lost()
            case MediaElsewhere():
                await self._media.give_up()
            case Closing():
                self.closing = message

    def _known(self) -> Seen:
        assert self.seen is not None, "every connection begins with a snapshot"
        return self.seen

    def _saw(self, seen: Seen) -> None:
        self.seen = seen
        self._media.update(seen)

    # --- asking --------------------------------------------------------------------------------------------

    async def ask(
        self, kind: type[Command], *, within: timedelta = ANSWER_WITHIN, **fields: Any
    ) -> Ok | Answer:
        """Send a command and return its answer.

        CommandRefused carries the server's code; NotConnected and NoAnswer leave open what became of it.
        """
        return await self._questions.ask(kind, within=within, **fields)

    async def set_microphone(self, on: bool) -> None:
        await self.ask(SetMicrophone, on=on)

    async def set_camera(self, on: bool) -> None:
        await self.ask(SetCamera, on=on)

    async def admit(self, person: str) -> None:
        await self.ask(Admit, person=person)

    async def admit_all(self) -> None:
        await self.ask(AdmitAll)

    async def end(self) -> None:
        await self.ask(End)

    async def leave(self) -> None:
        """Leave by the button, and stay away."""
        with suppress(NotConnected):  # the server may close before its answer is read
            await self.ask(Leave)
        await self.stop()

    async def cut(self) -> None:
        """Drop the connection without a goodbye, as a lost network does; it comes back after a moment."""
        if self._socket is not None:
            cut(self._socket)
            await self.until(lambda: not self.online)

    def fall_silent(self) -> None:
        """Answer no ping from now on while the socket stays open, as a laptop does whose lid was closed."""
        self._silent = True

    async def send_raw(self, frame: str | bytes) -> None:
        """Send any frame at all, as nothing well-behaved does."""
        if self._socket is None:
            raise NotConnected("There is no connection. Await `online` first.")
        try:
            await self._socket.send(frame)
        except WebSocketException:
            raise NotConnected("The connection was lost while sending. Try again.") from None

    async def _tell(self, message: Command | Pong) -> None:
        await self.send_raw(write(message))

    async def _exchange(self, offer: str) -> str:
        answer = await self.ask(Offer, sdp=offer)
        if not isinstance(answer, Answer):
            raise NoAnswer("The offer was answered without an answer. This is a mistake of the server's.")
        return answer.sdp

    # --- awaiting ------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], bool], *, within: timedelta = HAPPENS_WITHIN) -> None:
        """Return when ``condition`` holds. Raises NeverHappened, which says what was seen last."""
        try:
            await self._conditions.until(condition, within=within)
        except TimeoutError:
            state = f"online {self.online}, in media {self.in_media}, {self.closing}, {self.seen}, {self.received}"
            raise NeverHappened(
                f"It did not come about within {within.total_seconds():g} s: {state}."
            ) from None

    async def until_seen(
        self, condition: Callable[[Seen], bool], *, within: timedelta = HAPPENS_WITHIN
    ) -> Seen:
        """Return what is seen as soon as ``condition`` holds of it."""
        await self.until(lambda: self.seen is not None and condition(self.seen), within=within)
        assert self.seen is not None
        return self.seen

    async def until_received(
        self, name: str, condition: Callable[[Received], bool], *, within: timedelta = HAPPENS_WITHIN
    ) -> Received:
        """Return what arrived from the person with this name as soon as ``condition`` holds of it."""
        await self.until(lambda: condition(self.received_from(name)), within=within)
        return self.received_from(name)
