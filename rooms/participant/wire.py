"""The room's WebSocket as its client has it: open, read, write, cut."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from rooms.protocol.messages import SUBPROTOCOL, Command, FromServer, Pong

_decoder: msgspec.json.Decoder[FromServer] = msgspec.json.Decoder(FromServer)
_encoder = msgspec.json.Encoder()
# A snapshot of a full room is some 10 kB and an answer with all seats 40; more would be a mistake.
LARGEST_MESSAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where a room is and as whom to go there. ``cookie`` is a whole Cookie header, and never logged."""

    socket_url: str
    origin: str
    cookie: str = ""

    def __repr__(self) -> str:
        return f"Address({self.socket_url!r})"


def opened(address: Address, *, resume: str | None = None) -> connect:
    """The connection, for ``async with``. ``resume`` is the id of an earlier one whose media should go on."""
    query = f"?{urlencode({'resume': resume})}" if resume else ""
    return connect(
        address.socket_url + query,
        origin=Origin(address.origin),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers={"Cookie": address.cookie} if address.cookie else {},
        # Rooms are reached directly; a proxy of the environment is not meant for them.
        proxy=None,
        # The room has its own heartbeat; a second one would hide what it is for.
        ping_interval=None,
        compression=None,
        max_size=LARGEST_MESSAGE,
        open_timeout=10,
        close_timeout=1,
    )


def read(frame: str | bytes) -> FromServer:
    """One message of the server. Raises msgspec.DecodeError where it is none of the protocol's."""
    return _decoder.decode(frame)


def write(message: Command | Pong) -> str:
    return _encoder.encode(message).decode()


def cut(socket: ClientConnection) -> None:
    """End the TCP connection on the spot: no closing handshake, no FIN that asks for more."""
    socket.transport.abort()
