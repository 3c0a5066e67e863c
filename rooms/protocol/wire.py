"""Text frames to messages and back. Never raises anything but ``Unreadable``, whatever the browser sends."""

from __future__ import annotations

from typing import get_args

import msgspec

from rooms.protocol.errors import CLOSINGS, ProtocolError, Unreadable
from rooms.protocol.messages import Closing, Error, FromBrowser, FromServer, Message

# An untrimmed offer with all its seats is 100 kB, and JSON escapes its line ends.
MAX_FRAME_BYTES = 256 * 1024

_from_browser: msgspec.json.Decoder[FromBrowser] = msgspec.json.Decoder(FromBrowser)
_from_server: msgspec.json.Decoder[FromServer] = msgspec.json.Decoder(FromServer)
_encoder = msgspec.json.Encoder()


class _Head(msgspec.Struct):
    """As much of an unreadable message as is needed to answer it."""

    id: str | None = None
    type: str | None = None


_head = msgspec.json.Decoder(_Head)
_TYPES = {struct.__struct_config__.tag for struct in get_args(FromBrowser)}


def parse(frame: str) -> FromBrowser:
    """What the browser said. Raises ``Unreadable``, with the command's id where that much could be read."""
    if len(frame) > MAX_FRAME_BYTES or len(frame.encode("utf-8", "surrogatepass")) > MAX_FRAME_BYTES:
        raise Unreadable("too_large")
    try:
        return _from_browser.decode(frame)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise _unreadable(frame) from None


def parse_from_server(frame: str | bytes) -> FromServer:
    """What the server said, for programs that join as a browser does. Raises ``Unreadable``."""
    try:
        return _from_server.decode(frame)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise Unreadable("malformed") from None


def serialise(message: Message | FromBrowser) -> str:
    """The text frame of a message, of either direction."""
    return _encoder.encode(message).decode()


def error(refusal: ProtocolError, *, id: str | None) -> Error:
    """How a refusal is told to the browser that caused it."""
    return Error(id=id, code=refusal.code, sentence=refusal.sentence)


def closing(code: str, *, after_s: float = 0.0) -> Closing:
    """The last message before the server closes for the reason ``code``, one of ``CLOSINGS``."""
    reason = CLOSINGS[code]
    return Closing(code=code, sentence=reason.sentence, reconnect=reason.reconnect, after_s=round(after_s, 2))


def id_of(frame: str) -> str | None:
    """The id of the command in a frame that is not read any further; None where it has none that could be repeated."""
    return _named(_head_of(frame))


def _head_of(frame: str) -> _Head | None:
    try:
        return _head.decode(frame) if len(frame) <= MAX_FRAME_BYTES else None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None


def _named(head: _Head | None) -> str | None:
    return head.id if head is not None and head.id and len(head.id) <= 64 else None


def _unreadable(frame: str) -> Unreadable:
    head = _head_of(frame)
    known = head is None or head.type is None or head.type in _TYPES
    return Unreadable("malformed" if known else "unknown_type", id=_named(head))
