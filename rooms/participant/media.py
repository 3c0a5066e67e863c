"""A participant's media: when to call, when to call again, what is sent and what arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiortc.exceptions import InvalidStateError, OperationError

from rooms.participant.backoff import Backoff
from rooms.participant.call import Call, Receive
from rooms.participant.clips import Clips
from rooms.participant.errors import ParticipantError
from rooms.participant.received import Received
from rooms.participant.seen import Seen
from rooms.participant.tracks import PictureTrack, SoundTrack

log = logging.getLogger(__name__)


def _always(at_s: float) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Equipment:
    """What someone brings along. Without ``clips`` they neither show nor say anything; a future of them is awaited
    when the first call is made, so one may knock while they are still being drawn.
    """

    clips: Clips | asyncio.Future[Clips] | None = None
    # Whether they have something to say, at a wall-clock time in seconds.
    speaks: Callable[[float], bool] = _always
    receive: Receive = Receive.COUNT
    # How many people they can see; None: as many as the room announces.
    seats: int | None = None
    # False: sends sound and picture whatever the room says, as a tampered browser would.
    obeys: bool = True
    # False: the socket alone.
    media: bool = True


class Media:
    """Keeps a call going while the room allows one."""

    def __init__(
        self,
        equipment: Equipment,
        *,
        exchange: Callable[[str], Awaitable[str]],
        on_change: Callable[[], None],
        backoff: Backoff,
    ) -> None:
        """``exchange`` trades an offer for the server's answer; it may raise a ParticipantError."""
        self.calls = 0
        self.received: dict[str, Received] = {}
        self.elsewhere = False
        self._equipment = equipment
        self._exchange = exchange
        self._on_change = on_change
        self._backoff = backoff
        self._seen: Seen | None = None
        self._call: Call | None = None
        self._picture: PictureTrack | None = None
        self._sound: SoundTrack | None = None
        self._wanted = asyncio.Event()
        # The socket connection that the call was, or is to be, offered over.
        self._offered_over: str | None = None
        # A call is wanted and its offer not sent yet: wanting it once more changes nothing.
        self._calling = False
        self._online = False

    @property
    def connected(self) -> bool:
        return self._call is not None and self._call.connected

    def update(self, seen: Seen) -> None:
        """The room changed: switch camera and microphone, and call where that has become possible.

        A connection that resumed an earlier one keeps its call; a new one owns no media yet.
        """
        if self._seen is None or self._seen.connection != seen.connection:
            self.elsewhere = False
        self._seen, self._online = seen, True
        self._switch()
        if self._possible() and self._offered_over != seen.connection:
            self._want()

    def offline(self) -> None:
        """The socket was lost. Media goes on for as long as the server lets it."""
        self._online = False

    def lost(self) -> None:
        """The call is no more: call again, now or with the next connection."""
        self._want()

    def _want(self) -> None:
        self._offered_over = self._seen.connection if self._seen and self._online else None
        if not self._calling:
            self._calling = True
            self._wanted.set()

    async def give_up(self) -> None:
        """A newer device of the same person has the media now."""
        self.elsewhere = True
        await self._hang_up()

    async def keep(self) -> None:
        """Call whenever that is wanted; hang up when cancelled."""
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                await self._hang_up()
                if self._possible():
                    await self._try()
                else:
                    self._calling, self._offered_over = False, None
        finally:
            await self._hang_up()

    async def _try(self) -> None:
        try:
            await self._dial()
        except (ParticipantError, InvalidStateError, OperationError, ValueError) as error:
            if self._backoff.fresh:  # once an outage, not once an attempt
                log.info("no media for now: %s", getattr(error, "code", type(error).__name__))
            self._calling = False
            await self._backoff.pause()
            self._want()
        else:
            self._backoff.reset()

    def _possible(self) -> bool:
        seen = self._seen
        allowed = seen is not None and seen.admitted and seen.media is not None
        return allowed and self._equipment.media and self._online and not self.elsewhere

    async def _dial(self) -> None:
        assert self._seen is not None
        assert self._seen.media is not None
        announced, equipment = self._seen.media, self._equipment
        await self._equip()
        call = self._call = Call(
            picture=self._picture,
            sound=self._sound,
            seats=announced.seats if equipment.seats is None else equipment.seats,
            receive=equipment.receive,
            received_in=self._received_in,
            on_change=self._on_change,
            on_lost=self.lost,
            ice_servers=announced.ice_servers,
        )
        offer = await call.offer()
        self._calling = False
        answer = await self._exchange(offer)
        if self._call is call:  # else it was given up meanwhile
            await call.accept(answer)
            self.calls += 1

    async def _equip(self) -> None:
        """Take up camera and microphone anew: a closed peer connection has stopped its tracks for good."""
        clips = self._equipment.clips
        if isinstance(clips, asyncio.Future):
            clips = await asyncio.shield(clips)
        if clips is not None:
            self._picture = PictureTrack(clips.picture)
            self._sound = SoundTrack(voice=clips.voice, silence=clips.silence, speaks=self._equipment.speaks)
            self._switch()

    def _switch(self) -> None:
        if self._seen and self._picture and self._sound and self._equipment.obeys:
            self._picture.switch(self._seen.you.camera)
            self._sound.switch(self._seen.you.microphone)

    async def _hang_up(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            await call.close()
            self._on_change()

    def _received_in(self, seat: int) -> Received | None:
        person = self._seen.seats.get(seat) if self._seen else None
        return None if person is None else self.received.setdefault(person, Received())
