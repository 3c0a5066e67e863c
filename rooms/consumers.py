"""One WebSocket of a room: translate in, call once, translate out.

``rooms.sockets`` has the socket itself. Only an offer is a task of its own, since it waits for the media server.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import structlog
from channels.exceptions import StopConsumer
from django.conf import settings

from rooms import services
from rooms.admission import TurnedAway, may_enter
from rooms.database import OUT_OF_REACH, in_database
from rooms.place import Place
from rooms.protocol import wire
from rooms.protocol.audiences import Role, audience
from rooms.protocol.errors import Refused, Unreadable
from rooms.protocol.happenings import Exit
from rooms.protocol.messages import (
    SUBPROTOCOL,
    AnyCommand,
    Leave,
    MediaEncodings,
    MediaLost,
    MediaQuality,
    MediaView,
    Offer,
    Ok,
    Seats,
    SeatView,
    Sync,
    Watch,
)
from rooms.protocol.views import farewell, snapshot
from rooms.services import Arrival, RoomNow
from rooms.sockets import Socket
from rooms.turn import ice_servers

log = structlog.get_logger(__name__)

# A notice that is on its way while presence is renewed is no lost one.
GRACE_S = 1.0


class RoomConsumer(Socket):
    """What a person's socket makes of each message."""

    # --- coming and going ---

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        self.room = self.scope["url_route"]["kwargs"]["room"]
        self.place = Place(self.hub, self.room)
        self.heard_at_s = asyncio.get_running_loop().time()
        if SUBPROTOCOL not in self.scope["subprotocols"]:
            await self.accept()
            await self.dismiss("unsupported")
            return
        await self.accept(SUBPROTOCOL)
        resume = parse_qs(self.scope["query_string"].decode("latin-1")).get("resume", [None])[0]
        try:
            arrival = await self._enter(resume)
        except (TurnedAway, Refused) as refusal:
            await self.dismiss(refusal.code)
        except OUT_OF_REACH as error:
            log.warning("could not enter", error=type(error).__name__)
            await self.dismiss("unavailable")
        else:
            await self._begin(arrival, resume)

    async def _enter(self, resume: str | None) -> Arrival:
        signed_in, now = self.scope["session"], datetime.now(UTC)
        only_session = signed_in.get("join_session_id")
        self.session_key = signed_in.session_key or ""
        user_id = self.scope["user"].pk
        passed = await in_database(
            may_enter, user_id=user_id, room=self.room, only_session=only_session, now=now
        )
        self.user_id, self.part = passed.user.pk, passed.part.value
        # Listen first: what happens after the snapshot was taken waits in the inbox.
        await self.hub.enter(self)
        return await self.place.take(passed, resume=resume, now=now)

    async def _begin(self, arrival: Arrival, resume: str | None) -> None:
        self.place.hold(arrival)
        self.heard_at_s = asyncio.get_running_loop().time()  # not before its presence began
        await self._show(arrival.now)
        self.hub.publish(arrival.now.notices)
        if arrival.resumed and arrival.now.state.people[self.person].media == self.connection:
            await self.media.resume(arrival.now.node)
        elif resume is not None:
            await self.say(MediaLost())

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        await self.hub.exit(self)
        await self.place.end(message["code"], dismissed=self.dismissed, heard_at_s=self.heard_at_s)
        raise StopConsumer

    # --- what the browser says ---

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        now_s = asyncio.get_running_loop().time()
        try:
            command = self.listening.hear(message, now_s)
        except Unreadable as refusal:
            await self._unreadable(refusal, now_s)
            return
        if command is not None:
            await self._command(command, now_s)

    async def _unreadable(self, refusal: Unreadable, now_s: float) -> None:
        if refusal.code == "too_large":
            await self.dismiss("too_large", depart=Exit.LOST)
        elif self.listening.loses_patience(now_s):
            code = "too_frequent" if refusal.code == "too_frequent" else "malformed"
            await self.dismiss(code, depart=Exit.LOST)
        else:
            await self.say(wire.error(refusal, id=refusal.id))

    async def _command(self, command: AnyCommand, now_s: float) -> None:
        try:
            self.listening.check(command, now_s)
            match command:
                case Sync():
                    await self._look_again()
                case Offer() | Watch() if self.audience.role is Role.WAITERS:
                    raise Refused("not_admitted")
                case Offer():
                    self.media.offer(command)
                    return
                case Watch():
                    await self.media.watch(command)
                case _:
                    now = await in_database(
                        services.obey,
                        room=self.room,
                        user=self.user_id,
                        connection=self.connection,
                        command=command,
                        now=datetime.now(UTC),
                    )
                    self.hub.publish(now.notices)
        except Refused as refusal:
            await self.say(wire.error(refusal, id=command.id))
        except OUT_OF_REACH as error:
            log.warning("command failed", error=type(error).__name__)
            await self.say(wire.error(Refused("unavailable"), id=command.id))
        else:
            await self.say(Ok(id=command.id))
            if isinstance(command, Leave):
                await self.dismiss("left")

    # --- what the room says ---

    async def room_changed(self, message: dict[str, Any]) -> None:
        version = message["version"]
        if version <= self.version or not self.connection:
            return
        if version > self.version + 1 or self.person in message["afresh"]:
            await self._look_again()
            return
        self.version = version
        text = message["people"].get(self.person) or message["audiences"].get(self.audience.key)
        if text is not None:
            await self.say_text(text)
        await self.media.follow(message["node"], version)

    async def room_aside(self, message: dict[str, Any]) -> None:
        if self.connection and self.person in message["to"]:
            await self.say_text(message["text"])

    async def _look_again(self) -> None:
        """Read the room's row, and act on whatever became of this socket's place in it."""
        now = await self.hub.look(self.room)
        code = farewell(now.state, self.person, self.connection, self.place.socket)
        if code is not None:
            await self.dismiss(code)
            return
        media = now.state.people[self.person].media
        await self._show(now)
        if media not in (None, self.connection):
            await self.media.give_way(now.version)
        await self.media.follow(now.node, now.version)

    async def _show(self, now: RoomNow) -> None:
        self.version = now.version
        self.audience = audience(now.state.people[self.person])
        moment = datetime.now(UTC)
        media = MediaView(seats=settings.SFU_SEATS, ice_servers=ice_servers(self.person, moment))
        await self.say(
            snapshot(
                now.state,
                self.person,
                version=now.version,
                now=moment,
                connection=self.connection,
                media=media,
            )
        )

    # --- what the media server says ---

    async def media_seats(self, message: dict[str, Any]) -> None:
        seats = tuple(SeatView(seat=seat, person=person) for seat, person in message["seats"])
        await self.say(Seats(seats=seats))

    async def media_encodings(self, message: dict[str, Any]) -> None:
        await self.say(MediaEncodings(encodings=tuple(message["encodings"])))

    async def media_quality(self, message: dict[str, Any]) -> None:
        await self.say(
            MediaQuality(
                loss_up=message["loss_up"],
                loss_down=message["loss_down"],
                down_bps=message["down_bps"],
                video_paused=message["video_paused"],
            )
        )

    async def media_down(self, message: dict[str, Any]) -> None:
        await self.media.lose()

    async def media_gone(self, message: dict[str, Any]) -> None:
        if message["node"] == self.media.node:
            await self.media.lose()

    # --- what the keeper says ---

    async def keeper_ping(self, message: dict[str, Any]) -> None:
        await self.ask()

    async def keeper_renewed(self, message: dict[str, Any]) -> None:
        if not self.connection:
            return
        if not message["open"]:
            await self._look_again()
        elif message["version"] > self.version:
            late = {"type": "keeper.late", "version": message["version"]}
            asyncio.get_running_loop().call_later(GRACE_S, self.tell, late)

    async def keeper_late(self, message: dict[str, Any]) -> None:
        """A notice is missing that should have come long ago."""
        if self.connection and message["version"] > self.version:
            await self._look_again()

    async def keeper_refused(self, message: dict[str, Any]) -> None:
        code = message["code"]
        if code == "room_ended":
            now = await in_database(services.end_room, self.room)
            self.hub.publish(now.notices if now else ())
        leaves = {"signed_out": Exit.LEFT, "role_changed": Exit.LOST}
        await self.dismiss(code, depart=leaves.get(code, Exit.REMOVED))
