"""Pages are answered by threads that stay, each with its own connection to the database.

Django's own handler makes a thread for each request and ends it with the request, and the thread's connection to the
database ends with it, whatever ``CONN_MAX_AGE`` says: every page opened a session in PostgreSQL and had it load its
catalogue anew, which took as long as the page itself. The handler also crosses between that thread and the event loop
for the view and for each middleware that looks at a view, and waits each time for its turn behind the sockets.

Here a request borrows a thread that was used before, crosses to it once, and leaves it to the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Pages(ASGIHandler):
    """At most ``threads`` requests at a time, so that no rush opens more connections than PostgreSQL takes."""

    def __init__(self, *, threads: int) -> None:
        BaseHandler.__init__(self)  # ASGIHandler's own would load the middleware for the event loop
        self.load_middleware(is_async=False)
        self._turns = asyncio.Semaphore(threads)
        self._idle: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._turns:
            # The one that was used last: its connection and its part of the processor's cache are warm.
            thread = self._idle.pop() if self._idle else ThreadPoolExecutor(1, thread_name_prefix="page")
            try:
                async with ThreadSensitiveContext(executor=thread):
                    await self.handle(scope, receive, send)
            finally:
                self._idle.append(thread)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """All of it in the thread: every middleware, the view and its page."""
        return await sync_to_async(self.get_response)(request)
