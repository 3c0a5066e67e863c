"""The offer's layout, and aiortc's private names doing what the call relies on."""

from __future__ import annotations

import asyncio
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtp import RtpPacket
from aiortc.sdp import SessionDescription

from rooms.participant.call import Call, Receive
from rooms.participant.clips import clips_of
from rooms.participant.tracks import PictureTrack, SoundTrack

CLIPS = clips_of("Ana")


def call_of(
    *,
    picture: PictureTrack | None = None,
    sound: SoundTrack | None = None,
    seats: int = 0,
    receive: Receive = Receive.NONE,
) -> Call:
    return Call(
        picture=picture,
        sound=sound,
        seats=seats,
        receive=receive,
        received_in=lambda seat: None,
        on_change=lambda: None,
        on_lost=lambda: None,
    )


def voice() -> SoundTrack:
    return SoundTrack(voice=CLIPS.voice, silence=CLIPS.silence, speaks=lambda at_s: True)


async def lines_of(call: Call) -> list[tuple[str, str]]:
    offer = SessionDescription.parse(await call.offer())
    await call.close()
    return [(media.kind, str(media.direction)) for media in offer.media]


async def test_an_offer_has_microphone_camera_share_then_seats_and_the_shares_seat() -> None:
    call = call_of(picture=PictureTrack(CLIPS.picture), sound=voice(), seats=2, receive=Receive.COUNT)

    assert await lines_of(call) == [
        ("audio", "sendonly"),
        ("video", "sendonly"),
        ("video", "inactive"),
        ("audio", "recvonly"),
        ("video", "recvonly"),
        ("audio", "recvonly"),
        ("video", "recvonly"),
        ("video", "recvonly"),
    ]


async def test_who_sends_and_sees_nothing_still_has_the_first_lines() -> None:
    assert await lines_of(call_of(seats=15)) == [
        ("audio", "inactive"),
        ("video", "inactive"),
        ("video", "inactive"),
    ]


async def test_an_offer_names_only_what_the_room_speaks_and_no_public_server() -> None:
    call = call_of(picture=PictureTrack(CLIPS.picture), sound=voice())

    offer = SessionDescription.parse(await call.offer())
    await call.close()

    assert {codec.mimeType for media in offer.media for codec in media.rtp.codecs} == {
        "audio/opus",
        "video/VP8",
        "video/rtx",
    }
    assert {candidate.type for media in offer.media for candidate in media.ice_candidates} == {"host"}


class Watched(PictureTrack):
    """Tells when it was asked for a key frame."""

    def __init__(self) -> None:
        super().__init__(CLIPS.picture)
        self.asked = asyncio.Event()

    def send_key_frame(self) -> None:
        super().send_key_frame()
        self.asked.set()


async def answered(call: Call, peer: RTCPeerConnection) -> None:
    await peer.setRemoteDescription(RTCSessionDescription(sdp=await call.offer(), type="offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    await call.accept(peer.localDescription.sdp)


async def test_a_receivers_request_for_a_key_frame_reaches_the_loop() -> None:
    picture = Watched()
    call, peer = call_of(picture=picture), RTCPeerConnection(RTCConfiguration([]))
    first: asyncio.Future[RtpPacket] = asyncio.get_running_loop().create_future()
    await answered(call, peer)
    receiver: Any = peer.getTransceivers()[1].receiver
    tap(receiver, first)

    async with asyncio.timeout(10):
        await receiver._send_rtcp_pli((await first).ssrc)
        await picture.asked.wait()

    await call.close()
    await peer.close()


async def test_a_voice_tells_how_loud_it_is() -> None:
    call, peer = call_of(sound=voice()), RTCPeerConnection(RTCConfiguration([]))
    first: asyncio.Future[RtpPacket] = asyncio.get_running_loop().create_future()
    await answered(call, peer)
    tap(peer.getTransceivers()[0].receiver, first)

    async with asyncio.timeout(10):
        packet = await first

    assert packet.extensions.audio_level == (False, -CLIPS.voice.level_dbov)
    await call.close()
    await peer.close()


def tap(receiver: Any, first: asyncio.Future[RtpPacket]) -> None:
    handle = receiver._handle_rtp_packet

    async def tapped(packet: RtpPacket, arrival_time_ms: int) -> None:
        if not first.done():
            first.set_result(packet)
        await handle(packet, arrival_time_ms)

    receiver._handle_rtp_packet = tapped
