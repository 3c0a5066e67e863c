"""Feedback is read whatever surrounds it, and what is written can be read by others."""

import contextlib
import struct

import pytest
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import rtcp
from rooms.sfu.errors import Malformed

ssrcs = st.integers(0, (1 << 32) - 1)


@given(ssrc=ssrcs, first=st.integers(0, 65535), gaps=st.lists(st.integers(1, 40), max_size=40))
def test_a_nack_asks_for_exactly_those_packets(ssrc: int, first: int, gaps: list[int]) -> None:
    sequences = [first]
    for gap in gaps:
        sequences.append((sequences[-1] + gap) & 0xFFFF)

    written = rtcp.nack(ssrc, sequences)

    assert list(rtcp.read(written)) == [rtcp.Nack(ssrc, tuple(sequences))]
    (theirs,) = RtcpPacket.parse(written)
    assert isinstance(theirs, RtcpRtpfbPacket)
    assert (theirs.media_ssrc, theirs.lost) == (ssrc, sequences)


@given(st.integers(0, 1 << 40), st.lists(ssrcs, max_size=4))
def test_an_estimate_keeps_its_size_within_its_precision(bitrate: int, about: list[int]) -> None:
    written = rtcp.remb(bitrate, about)

    (item,) = rtcp.read(written)
    assert isinstance(item, rtcp.Remb)
    assert bitrate - bitrate / (1 << 17) <= item.bitrate_bps <= bitrate
    (theirs,) = RtcpPacket.parse(written)
    assert isinstance(theirs, RtcpPsfbPacket)
    assert unpack_remb_fci(theirs.fci) == (item.bitrate_bps, about)


def test_reports_and_requests_are_understood_by_another_implementation() -> None:
    block = struct.pack("!6I", 7, 0, 9, 0, 0, 0)
    compound = (
        rtcp.sender_report(5, 1 << 33, 90, 3, 4) + rtcp.receiver_report([block]) + rtcp.key_frame_request(11)
    )

    sender, receiver, request = RtcpPacket.parse(compound)

    assert isinstance(sender, RtcpSrPacket)
    assert (sender.ssrc, sender.sender_info.ntp_timestamp, sender.sender_info.rtp_timestamp) == (
        5,
        1 << 33,
        90,
    )
    assert isinstance(receiver, RtcpRrPacket)
    assert [report.ssrc for report in receiver.reports] == [7]
    assert isinstance(request, RtcpPsfbPacket)
    assert request.media_ssrc == 11
    assert list(rtcp.read(compound)) == [
        rtcp.SenderReport(5, 1 << 33, 90),
        rtcp.ReceptionReport(7, 0.0, 9, 0, 0, 0),
        rtcp.KeyFrameRequest(11),
    ]


def test_a_profile_extension_does_not_hide_what_follows() -> None:
    report = rtcp.sender_report(5, 1 << 33, 90, 3, 4) + b"more"
    extended = report[:2] + struct.pack("!H", len(report) // 4 - 1) + report[4:]

    assert list(rtcp.read(extended + rtcp.key_frame_request(11))) == [
        rtcp.SenderReport(5, 1 << 33, 90),
        rtcp.KeyFrameRequest(11),
    ]


def test_transport_wide_feedback_is_not_taken_for_a_nack() -> None:
    body = struct.pack("!II", 1, 2) + bytes(8)
    packet = struct.pack("!BBH", 0x80 | 15, rtcp.TRANSPORT_FEEDBACK, len(body) // 4) + body

    assert list(rtcp.read(packet)) == []


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_called_malformed(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        list(rtcp.read(data))


@pytest.mark.parametrize("data", [b"\x80", b"\x80\xc8\x00\x09", b"\x00\xc8\x00\x00", b"\x81\xc8\x00\x00"])
def test_compounds_that_break_the_format_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        list(rtcp.read(data))
