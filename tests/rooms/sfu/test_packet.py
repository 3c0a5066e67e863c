"""RTP headers are read where they lie, and nothing strange in them escapes as anything but Malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.errors import Malformed
from rooms.sfu.packet import RtpView, is_rtcp, one_byte_extension, two_byte_extension

from .builders import rtp

extension_values = st.lists(
    st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)),
    max_size=5,
    unique_by=lambda pair: pair[0],
)


def view_of(data: bytes) -> RtpView:
    view = RtpView()
    view.read(data, len(data))
    return view


@given(
    seq=st.integers(0, 65535),
    timestamp=st.integers(0, (1 << 32) - 1),
    ssrc=st.integers(0, (1 << 32) - 1),
    marker=st.booleans(),
    payload=st.binary(max_size=100),
    extensions=extension_values,
    csrcs=st.lists(st.integers(0, (1 << 32) - 1), max_size=15),
    padding=st.integers(0, 255),
)
def test_what_was_written_is_read(
    seq: int,
    timestamp: int,
    ssrc: int,
    marker: bool,
    payload: bytes,
    extensions: list[tuple[int, bytes]],
    csrcs: list[int],
    padding: int,
) -> None:
    data = rtp(
        seq=seq,
        timestamp=timestamp,
        ssrc=ssrc,
        marker=marker,
        payload=payload,
        extensions=extensions,
        csrcs=csrcs,
        padding=padding,
    )

    view = view_of(data)

    assert (view.sequence, view.timestamp, view.ssrc, view.marker) == (seq, timestamp, ssrc, marker)
    assert data[view.start : view.end] == payload
    for identifier, value in extensions:
        place = view.extension(data, identifier)
        assert place is not None
        assert data[place[0] : place[1]] == value


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_called_malformed(data: bytes) -> None:
    view = RtpView()
    try:
        view.read(data, len(data))
    except Malformed:
        return
    assert 12 <= view.start <= view.end <= len(data)
    for identifier in range(1, 16):
        place = view.extension(data, identifier)
        assert place is None or view.extension_start <= place[0] <= place[1] <= view.extension_end


@given(extension_values)
def test_two_byte_extensions_are_found_too(values: list[tuple[int, bytes]]) -> None:
    block = two_byte_extension(values)
    data = bytes([0x90]) + bytes(11) + block

    view = view_of(data)

    for identifier, value in values:
        place = view.extension(data, identifier)
        assert place is not None
        assert data[place[0] : place[1]] == value


def test_one_byte_extensions_are_padded_to_words() -> None:
    assert one_byte_extension([(2, b"\x01\x02\x03"), (4, b"0")]) == bytes.fromhex(
        "bede0002 22010203 40300000"
    )


@pytest.mark.parametrize("data", [b"", bytes(12), bytes([0x80]) * 11, bytes([0xBF]) + bytes(11)])
def test_packets_that_break_the_format_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        view_of(data)


def test_rtcp_is_told_from_rtp_by_its_second_byte() -> None:
    assert is_rtcp(bytes([0x80, 200]))
    assert not is_rtcp(bytes([0x80, 0x80 | 96]))
