"""The gate before every WebSocket: only pages of this site may open one, since browsers send cookies to any.

It stands outside of the session middleware, so that the cookie of a foreign page's visitor is never even looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from rooms.protocol.errors import CLOSINGS
from rooms.protocol.messages import SUBPROTOCOL
from rooms.protocol.wire import closing, serialise

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[Any]]


def own_pages_only(inner: App) -> App:
    """``inner`` for this site's pages; a ``closing`` message with code ``foreign_origin`` for all others."""

    async def gate(scope: Scope, receive: Receive, send: Send) -> Any:
        if is_own(scope):
            return await inner(scope, receive, send)
        return await turn_away("foreign_origin", scope, receive, send)

    return gate


async def turn_away(code: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Accept the socket only to say why it is closed; browsers hide everything about a refused handshake."""
    await receive()
    subprotocol = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", ()) else None
    await send({"type": "websocket.accept", "subprotocol": subprotocol})
    await send({"type": "websocket.send", "text": serialise(closing(code))})
    await send({"type": "websocket.close", "code": CLOSINGS[code].close_code})
    while (await receive())["type"] != "websocket.disconnect":
        pass


def is_own(scope: Scope) -> bool:
    """Whether the page that opened this socket has the address that it opened it at, or one of those we trust."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if f"{origin.scheme}://{origin.netloc}" in settings.CSRF_TRUSTED_ORIGINS:
        return True
    if origin.scheme != "https" and (settings.PRODUCTION or origin.scheme != "http"):
        return False
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS) and origin.netloc.lower() == host
