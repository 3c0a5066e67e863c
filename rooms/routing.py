"""Where WebSockets go."""

from typing import Any

from django.urls import path, re_path

from rooms.consumers import RoomConsumer
from rooms.origin import Receive, Scope, Send, turn_away


async def nowhere(scope: Scope, receive: Receive, send: Send) -> Any:
    """For every other address: the same polite closing as for a session that does not exist."""
    await turn_away("no_such_room", scope, receive, send)


websocket_urlpatterns = [
    path("ws/rooms/<uuid:room>/", RoomConsumer.as_asgi()),
    re_path("", nowhere),
]
