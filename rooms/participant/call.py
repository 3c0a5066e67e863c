"""One peer connection with the media server, laid out as the room's browsers lay theirs out.

The lines of the offer, in order: microphone, camera, share, then a sound and a picture line for each seat, then
one picture line for a share. Everything that touches aiortc's private names is here; it is pinned, and
``tests/rooms/participant`` says loudly when one of those names no longer does what it did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any, TypeVar

import av
import numpy as np
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from aiortc.rtp import AnyRtcpPacket, RtpPacket
from PIL import Image

from rooms.participant.pictures import block_of
from rooms.participant.received import Arrival, Received
from rooms.participant.tracks import PictureTrack, SoundTrack
from rooms.protocol.messages import IceServer

T = TypeVar("T")

# Looking at a picture costs as much as decoding it; a test is content with a few a second.
LOOK_EVERY = 4


class Receive(StrEnum):
    """What to do with what the others send."""

    NONE = "none"  # offer no seats: the server sends nothing
    COUNT = "count"  # count packets, decode nothing
    DECODE = "decode"  # decode pictures and sound: dear, for a few people at a time


class Call:
    """A peer connection: offer, accept the answer, send and count, close."""

    def __init__(
        self,
        *,
        picture: PictureTrack | None,
        sound: SoundTrack | None,
        seats: int,
        receive: Receive,
        received_in: Callable[[int], Received | None],
        on_change: Callable[[], None],
        on_lost: Callable[[], None],
        ice_servers: tuple[IceServer, ...] = (),
    ) -> None:
        """``received_in`` names the tally of who sits in a seat now (None: nobody)."""
        self._received_in = received_in
        self._on_change = on_change
        self._on_lost = on_lost
        self._closed = False
        self._watchers: set[asyncio.Task[None]] = set()
        servers = [RTCIceServer([*server.urls], server.username, server.credential) for server in ice_servers]
        # An empty list, never None: aiortc would ask a public STUN server.
        self._peer = RTCPeerConnection(RTCConfiguration(servers, bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._peer.on("connectionstatechange", self._state_changed)
        self._send(sound, "audio")
        self._send(picture, "video")
        # A browser offers its idle share as sendonly; aiortc would wake fifty times a second for it.
        _prefer(self._peer.addTransceiver("video", direction="inactive"))
        if receive is not Receive.NONE:
            for seat in range(seats):
                self._seat(seat, Arrival.SOUND, receive)
                self._seat(seat, Arrival.PICTURE, receive)
            self._seat(seats, Arrival.SHARE, receive)
        _gather_on_loopback_too(self._peer)

    @property
    def connected(self) -> bool:
        return self._peer.connectionState == "connected"

    async def offer(self) -> str:
        return await _to_the_end(self._offer())

    async def accept(self, answer: str) -> None:
        await _to_the_end(self._peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer")))

    async def close(self) -> None:
        self._closed = True
        await _to_the_end(self._close())

    async def _offer(self) -> str:
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def _close(self) -> None:
        await self._peer.close()
        for task in self._watchers:
            task.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)

    def _send(self, track: PictureTrack | SoundTrack | None, kind: str) -> None:
        transceiver = self._peer.addTransceiver(track or kind, direction="sendonly" if track else "inactive")
        _prefer(transceiver)
        if isinstance(track, PictureTrack):
            _answer_key_frame_requests(transceiver.sender, track)
        elif isinstance(track, SoundTrack):
            _tell_level(transceiver.sender, track)

    def _seat(self, seat: int, arrival: Arrival, receive: Receive) -> None:
        transceiver = self._peer.addTransceiver(arrival.kind, direction="recvonly")
        _prefer(transceiver)

        def arrived() -> None:
            received = self._received_in(seat)
            if received is not None:
                received.count(arrival)
                self._on_change()

        if receive is Receive.COUNT:
            _Counter(transceiver.receiver, arrived).take_over()
        else:
            _count_too(transceiver.receiver, arrived)
            self._decode_when_there(transceiver.receiver, seat, arrival)

    def _decode_when_there(self, receiver: RTCRtpReceiver, seat: int, arrival: Arrival) -> None:
        @self._peer.on("track")
        def begin(track: MediaStreamTrack) -> None:
            if track is receiver.track:
                task = asyncio.create_task(self._decode(track, seat, arrival))
                self._watchers.add(task)
                task.add_done_callback(self._watchers.discard)

    async def _decode(self, track: MediaStreamTrack, seat: int, arrival: Arrival) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            received = self._received_in(seat)
            if received is None or arrival is Arrival.SHARE:
                continue
            if isinstance(frame, av.VideoFrame):
                _look(frame, received)
            elif isinstance(frame, av.AudioFrame):
                _listen(frame, received)
            self._on_change()

    def _state_changed(self) -> None:
        self._on_change()
        if not self._closed and self._peer.connectionState in ("failed", "closed"):
            self._on_lost()


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """The result of ``work``, which is done even when cancelled: aioice would leave sockets open, or swallow the
    cancellation and live on.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _look(frame: av.VideoFrame, received: Received) -> None:
    received.pictures += 1
    received.width, received.height = frame.width, frame.height
    if received.pictures % LOOK_EVERY == 1:
        received.colour = block_of(Image.fromarray(frame.to_ndarray(format="rgb24")))


def _listen(frame: av.AudioFrame, received: Received) -> None:
    samples = frame.to_ndarray().astype(np.float32) / 32768
    received.sound_energy += float(np.mean(samples**2)) * frame.samples / frame.sample_rate


# --- aiortc's private side ------------------------------------------------------------------------------


def _gather_on_loopback_too(peer: RTCPeerConnection) -> None:
    """aioice leaves the loopback address out, without which a demo on a machine that is offline has no way at all."""
    private: Any = peer.getTransceivers()[0].receiver.transport.transport.iceGatherer._connection
    gather = private.get_component_candidates

    async def with_loopback(component: int, addresses: list[str], **options: Any) -> Any:
        return await gather(component=component, addresses=[*addresses, "127.0.0.1"], **options)

    private.get_component_candidates = with_loopback


def _prefer(transceiver: RTCRtpTransceiver) -> None:
    """Offer Opus alone, and VP8 with retransmission: what the room speaks."""
    wanted = {"audio/opus", "video/vp8", "video/rtx"}
    capable = RTCRtpSender.getCapabilities(transceiver.kind).codecs
    transceiver.setCodecPreferences([codec for codec in capable if codec.mimeType.lower() in wanted])


def _answer_key_frame_requests(sender: RTCRtpSender, track: PictureTrack) -> None:
    """aiortc asks its encoder for a key frame; ready frames have none, so the track is asked."""
    private: Any = sender
    private._send_keyframe = track.send_key_frame


def _tell_level(sender: RTCRtpSender, track: SoundTrack) -> None:
    """aiortc measures the loudness of raw sound only (RFC 6464); ready frames bring theirs along."""
    private: Any = sender
    next_frame = private._next_encoded_frame

    async def with_level(codec: Any) -> Any:
        frame = await next_frame(codec)
        if frame is not None:
            frame.audio_level = track.level_dbov
        return frame

    private._next_encoded_frame = with_level


def _count_too(receiver: RTCRtpReceiver, arrived: Callable[[], None]) -> None:
    """Count each packet on its way to aiortc's own receiver."""
    private: Any = receiver
    handle = private._handle_rtp_packet

    async def counted(packet: RtpPacket, arrival_time_ms: int) -> None:
        arrived()
        await handle(packet, arrival_time_ms)

    private._handle_rtp_packet = counted


class _Counter:
    """Stands in for a receiver without its thread, jitter buffer and decoder."""

    def __init__(self, receiver: RTCRtpReceiver, arrived: Callable[[], None]) -> None:
        self._receiver = receiver
        self._arrived = arrived

    def take_over(self) -> None:
        private: Any = self._receiver
        private.receive = self.receive
        private.stop = self.stop

    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        self._receiver.transport._register_rtp_receiver(self, parameters)

    async def stop(self) -> None:
        self._receiver.transport._unregister_rtp_receiver(self)

    def _handle_disconnect(self) -> None:
        """Nothing to stop."""

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        """Reports about what is only counted say nothing."""

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        self._arrived()
