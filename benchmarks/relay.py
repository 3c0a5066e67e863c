"""A person's way to the web server, which can go dead as a phone's network does."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Relay:
    """A way to the web server that can go dead: nothing passes, nobody is told, and nobody new gets through."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self._to = port
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Relay:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    def go_dead(self) -> None:
        self._open.clear()

    def come_back(self) -> None:
        """What was on its way is lost with its connections, as after a change of network."""
        for writer in self._writers:
            writer.transport.abort()
        self._open.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(OSError):
            await self._open.wait()
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            self._writers.add(back)
            try:
                await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
            finally:  # whichever end breaks, the other end sees it
                back.transport.abort()
                self._writers.discard(back)
        writer.transport.abort()
        self._writers.discard(writer)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            await self._open.wait()
            if sink.is_closing():
                return
            sink.write(data)
            await sink.drain()
        sink.transport.abort()
