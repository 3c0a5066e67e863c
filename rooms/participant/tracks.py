"""Encoded loops as aiortc tracks, paced by the loop's clock.

A track yields ``av.Packet``; aiortc's sender packetises those without touching a codec.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from rooms.participant.clips import Clip

# Opus in discontinuous transmission sends a frame of comfort noise every 400 ms (RFC 7587, section 3.1.3).
SILENCE_EVERY = 20
# Full-rate silence after speech, so that a decoder does not stretch the last sound into the gap.
TAIL = 5
# How often a silent track looks whether it should speak, in frames of 20 ms.
LISTEN_EVERY = 5


class _LoopTrack(MediaStreamTrack):
    """A clip on a clock: frame number n is due n frame times after the first, and none is caught up with."""

    def __init__(self) -> None:
        super().__init__()
        self._began_s: float | None = None
        self._count = -1

    async def _next(self, clip: Clip, *, step: int = 1) -> None:
        """Wait until the next frame, ``step`` on, is due; after a pause that is the one due now."""
        if self.readyState != "live":
            raise MediaStreamError
        now_s = asyncio.get_running_loop().time()
        if self._began_s is None:
            self._began_s = now_s
        self._count = max(self._count + step, math.floor((now_s - self._began_s) / clip.frame_s))
        await asyncio.sleep(self._began_s + self._count * clip.frame_s - now_s)

    def _packet(self, clip: Clip, index: int) -> av.Packet[Any]:
        packet = av.Packet(clip.frames[index])
        packet.pts = self._count * clip.ticks
        packet.time_base = clip.time_base
        return packet


class PictureTrack(_LoopTrack):
    """The camera. Off, it sends nothing; asked for a key frame, it skips on to the next one in the loop."""

    kind = "video"

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self._clip = clip
        self._index = -1
        self._wants_key = True
        self._on = asyncio.Event()
        self._on.set()

    def switch(self, on: bool) -> None:
        if on and not self._on.is_set():
            self._wants_key = True
            self._on.set()
        elif not on:
            self._on.clear()

    def send_key_frame(self) -> None:
        self._wants_key = True

    async def recv(self) -> av.Packet[Any]:
        await self._on.wait()
        await self._next(self._clip)
        self._index = (self._index + 1) % len(self._clip.frames)
        if self._wants_key:
            self._index = next((key for key in self._clip.keys if key >= self._index), self._clip.keys[0])
            self._wants_key = False
        return self._packet(self._clip, self._index)


class SoundTrack(_LoopTrack):
    """The microphone. Muted or listening it sends silence as a browser does: a small frame now and then."""

    kind = "audio"

    def __init__(self, *, voice: Clip, silence: Clip, speaks: Callable[[float], bool]) -> None:
        super().__init__()
        self._voice, self._silence = voice, silence
        self._speaks = speaks
        self._on = True
        self._spoken = 0
        self._quiet_frames = 0
        self._tail = TAIL
        self.level_dbov = silence.level_dbov

    def switch(self, on: bool) -> None:
        self._on = on

    async def recv(self) -> av.Packet[Any]:
        while True:
            if self._on and self._speaks(time.time()):
                await self._next(self._voice)
                return self._voiced()
            if self._tail:
                self._tail -= 1
                await self._next(self._silence)
                return self._quiet()
            before = self._count
            await self._next(self._silence, step=LISTEN_EVERY)
            self._quiet_frames += self._count - before
            if self._quiet_frames >= SILENCE_EVERY:
                return self._quiet()

    def _voiced(self) -> av.Packet[Any]:
        self._tail = TAIL
        self._spoken = (self._spoken + 1) % len(self._voice.frames)
        self.level_dbov = self._voice.level_dbov
        return self._packet(self._voice, self._spoken)

    def _quiet(self) -> av.Packet[Any]:
        self._quiet_frames = 0
        self.level_dbov = self._silence.level_dbov
        return self._packet(self._silence, len(self._silence.frames) - 1)
