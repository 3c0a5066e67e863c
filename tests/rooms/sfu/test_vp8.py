"""Picture numbers are replaced without touching anything else of a VP8 payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import vp8
from rooms.sfu.errors import Malformed

from . import builders

descriptors = st.builds(
    lambda first, flags, picture, tl0, temporal: (
        bytes([first | 0x80, flags])
        + (picture if flags & 0x80 else b"")
        + (bytes([tl0]) if flags & 0x40 else b"")
        + (bytes([temporal]) if flags & 0x30 else b"")
    ),
    first=st.integers(0, 127),
    flags=st.integers(0, 15).map(lambda bits: bits << 4),
    picture=st.integers(0, 127).map(lambda n: bytes([n]))
    | st.integers(0, 32767).map(lambda n: (0x8000 | n).to_bytes(2, "big")),
    tl0=st.integers(0, 255),
    temporal=st.integers(0, 255),
)


@given(
    descriptor=descriptors,
    body=st.binary(max_size=20),
    picture_id=st.integers(0, 32767),
    tl0=st.integers(0, 255),
)
def test_rewriting_changes_the_two_numbers_and_nothing_else(
    descriptor: bytes, body: bytes, picture_id: int, tl0: int
) -> None:
    before = vp8.read(descriptor + body, 0, len(descriptor) + len(body))
    assert before.size == len(descriptor)

    written = vp8.write(descriptor, picture_id, tl0)

    after = vp8.read(written + body, 0, len(written) + len(body))
    assert after.size == len(written)
    assert after.picture_id == (picture_id if before.picture_id >= 0 else -1)
    assert after.tl0 == (tl0 if before.tl0 >= 0 else -1)
    assert (after.temporal_layer, after.starts_frame) == (before.temporal_layer, before.starts_frame)
    assert written[:2] == descriptor[:2]


@given(st.binary(max_size=12))
def test_any_payload_is_read_or_called_malformed(data: bytes) -> None:
    try:
        descriptor = vp8.read(data, 0, len(data))
    except Malformed:
        return
    assert 1 <= descriptor.size <= len(data)


def test_a_key_frame_tells_itself_and_its_height() -> None:
    payload = builders.vp8(picture_id=7, tl0=3, key=True, height=540)
    descriptor = vp8.read(payload, 0, len(payload))
    body = payload[descriptor.size :]

    assert (descriptor.picture_id, descriptor.tl0) == (7, 3)
    assert vp8.is_key_frame(body, descriptor)
    assert vp8.key_frame_height(body) == 540


def test_the_second_packet_of_a_key_frame_does_not_begin_one() -> None:
    payload = builders.vp8(picture_id=7, tl0=3, key=True, start=False, rest=b"\x00rest")
    descriptor = vp8.read(payload, 0, len(payload))

    assert not vp8.is_key_frame(payload[descriptor.size :], descriptor)


def test_an_encrypted_frame_has_no_height_to_read() -> None:
    assert vp8.key_frame_height(b"\x00" * 20) is None


def test_a_descriptor_cut_short_is_malformed() -> None:
    with pytest.raises(Malformed):
        vp8.read(b"\x90\x80", 0, 2)
