"""Participants that are programs: aiortc's own peer connection, which knows neither simulcast nor our layout."""

from __future__ import annotations

import asyncio
import fractions
from typing import Any

import numpy as np
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, MediaStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame

RATE = 48_000
FRAME = 960


class Tone(AudioStreamTrack):
    """A sine wave of 440 Hz."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._began = 0.0

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._began = self._began or loop.time()
        await asyncio.sleep(max(0.0, self._began + self._at / RATE - loop.time()))
        wave = np.sin(np.arange(self._at, self._at + FRAME) * (2 * np.pi * 440 / RATE)) * 8000
        frame = AudioFrame.from_ndarray(wave.astype(np.int16)[np.newaxis, :], layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, fractions.Fraction(1, RATE)
        self._at += FRAME
        return frame


class Colour(VideoStreamTrack):
    """A picture that grows brighter and darker."""

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        picture = np.full((180, 320, 3), pts // 3000 * 3 % 256, dtype=np.uint8)
        frame = VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = pts, time_base
        return frame


class Program:
    """Joins, sends a tone and a colour, and counts what it gets on each seat."""

    def __init__(self, *, seats: int = 2, sends: bool = True) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        own = "sendonly" if sends else "inactive"
        self.pc.addTransceiver(Tone() if sends else "audio", direction=own)
        self.pc.addTransceiver(Colour() if sends else "video", direction=own)
        self.pc.addTransceiver("video", direction="inactive")
        self.received: dict[int, int] = {}
        self.brightness: dict[int, set[int]] = {}
        self.changed = asyncio.Condition()
        self._seats: dict[int, RTCRtpTransceiver] = {}
        self._tasks: list[asyncio.Task[None]] = []
        for line in range(3, 3 + 2 * seats, 2):
            for number, kind in ((line, "audio"), (line + 1, "video")):
                self._seats[number] = self.pc.addTransceiver(kind, direction="recvonly")

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return str(self.pc.localDescription.sdp)

    async def answer(self, sdp: str) -> None:
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        for number, seat in self._seats.items():
            self._tasks.append(
                asyncio.get_running_loop().create_task(self._count(number, seat.receiver.track))
            )

    async def gets(
        self, seat: int, *, frames: int = 10, within_s: float = 15.0, picture: bool = True
    ) -> None:
        """Wait until so many more frames of sound, and of picture, came on this seat."""
        lines = (3 + 2 * seat, 4 + 2 * seat)[: 2 if picture else 1]
        before = dict(self.received)

        def enough() -> bool:
            return all(self.received.get(n, 0) - before.get(n, 0) >= frames for n in lines)

        async with self.changed:
            async with asyncio.timeout(within_s):
                await self.changed.wait_for(enough)

    async def close(self) -> None:
        await self.pc.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _count(self, line: int, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame: Any = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, VideoFrame):
                self.brightness.setdefault(line, set()).add(int(frame.to_ndarray(format="gray")[90, 160]))
            async with self.changed:
                self.received[line] = self.received.get(line, 0) + 1
                self.changed.notify_all()
