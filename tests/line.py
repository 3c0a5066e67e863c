"""A way to the web server that can go dead in both directions, as a phone's network does."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self


class Line:
    """Use as ``async with Line(port) as line``; ``line.port`` leads to ``port`` for as long as it lives."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self._to = port
        self._alive = asyncio.Event()
        self._alive.set()
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.come_back()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def go_dead(self) -> None:
        """Nothing passes, nobody is told, and nobody new gets through."""
        self._alive.clear()

    def come_back(self) -> None:
        """What was on its way is lost with its connections, as after a change of network."""
        for writer in list(self._writers):
            writer.transport.abort()
        self._alive.set()

    def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._join(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back: asyncio.StreamWriter | None = None
        self._writers.add(writer)
        with suppress(OSError):
            await self._alive.wait()
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            self._writers.add(back)
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        for one in (writer, back):
            if one is not None:
                one.transport.abort()
                self._writers.discard(one)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            await self._alive.wait()
            if sink.is_closing():
                return
            sink.write(data)
            await sink.drain()
        await self._alive.wait()  # nor does an end of one side get through to the other
        sink.transport.abort()
