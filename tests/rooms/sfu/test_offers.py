"""An offer is read as browsers write it, and answered line by line."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.errors import OfferRefused
from rooms.sfu.layout import AUDIO_LEVEL, SEND_TIME, TRANSPORT_SEQUENCE, Layout, lay_out
from rooms.sfu.policy import Kind
from rooms.sfu.sdp import Answer, parse_offer, write_answer

from .builders import audio_line, browser_offer, offer, video_line


def agreed(text: str, most_seats: int = 15) -> Layout:
    return lay_out(parse_offer(text), most_seats=most_seats)


def answered(text: str) -> list[str]:
    """The sections of the answer, the session's first."""
    answer = Answer("us", "secret", [("sha-256", "AB:CD")], [("192.0.2.1", 7000)], agreed(text).answer)
    return re.split(r"(?=^m=)", write_answer(answer), flags=re.MULTILINE)


def test_the_rooms_page_gets_fifteen_seats_and_one_for_a_share() -> None:
    layout = agreed(browser_offer())

    assert [line.kind for line in layout.own] == [Kind.VOICE, Kind.PICTURE, Kind.SHARE]
    assert layout.own[1].rids == ("l", "m", "h")
    assert layout.pairs == 15
    assert [(line.kind, line.seat) for line in layout.seats] == [
        *[(kind, seat) for seat in range(15) for kind in (Kind.VOICE, Kind.PICTURE)],
        (Kind.SHARE, 15),
    ]


def test_every_stream_of_the_answer_has_an_ssrc_of_its_own() -> None:
    numbers = re.findall(r"a=ssrc:(\d+) cname", "".join(answered(browser_offer())))

    assert len(numbers) == len(set(numbers)) == 15 + 2 * 16


def test_voice_and_picture_of_a_seat_are_one_stream() -> None:
    sections = answered(browser_offer(2))

    streams = [re.findall(r"a=msid:(\S+)", section) for section in sections[4:]]
    assert streams == [["seat-0"], ["seat-0"], ["seat-1"], ["seat-1"], ["seat-2"]]


def test_the_answer_mirrors_the_offer() -> None:
    sections = answered(browser_offer(1))

    assert "a=ice-lite" in sections[0]
    assert "a=group:BUNDLE 0 1 2 3 4 5" in sections[0]
    directions = [re.findall(r"^a=(sendonly|recvonly|inactive)", s, re.MULTILINE) for s in sections[1:]]
    assert directions == [["recvonly"], ["recvonly"], ["recvonly"], ["sendonly"], ["sendonly"], ["sendonly"]]
    assert "a=simulcast:recv l;m;h" in sections[2]
    assert "a=setup:passive" in sections[1]
    assert "192.0.2.1 7000 typ host" in sections[1]
    assert "a=rtcp-fb:96 goog-remb" in sections[2]
    assert "a=fmtp:97 apt=96" in sections[5]


def test_only_extensions_that_a_line_offered_are_answered() -> None:
    bare = [line for line in audio_line(0, "sendonly") if "extmap" not in line]

    sections = answered(offer(bare, video_line(1, "sendonly")))

    assert "extmap" not in sections[1]
    assert SEND_TIME in sections[2]


def test_how_loud_a_voice_is_is_answered_on_the_microphones_line_if_it_was_offered() -> None:
    level = [f"a=extmap:5 {AUDIO_LEVEL}"]

    sections = answered(offer(audio_line(0, "sendonly", extra=level), video_line(1, "sendonly", extra=level),
                              audio_line(2, "recvonly", extra=level), video_line(3, "recvonly")))  # fmt: skip

    assert [AUDIO_LEVEL in section for section in sections] == [False, True, False, False, False]
    assert f"a=extmap:5 {AUDIO_LEVEL}" in sections[1]
    assert AUDIO_LEVEL not in "".join(answered(browser_offer(1)))


def test_a_browser_that_wants_to_know_when_its_packets_arrive_is_told_on_the_lines_it_sends() -> None:
    wish = [f"a=extmap:3 {TRANSPORT_SEQUENCE}", "a=rtcp-fb:111 transport-cc"]

    own = audio_line(0, "sendonly", extra=wish), video_line(1, "sendonly", extra=wish)
    seat = audio_line(2, "recvonly", extra=wish), video_line(3, "recvonly", extra=wish)
    sections = answered(offer(*own, *seat))

    assert ["transport-cc" in section for section in sections] == [False, True, True, False, False]
    assert [TRANSPORT_SEQUENCE in section for section in sections] == [False, True, True, False, False]
    assert [SEND_TIME in section for section in sections] == [False, False, False, True, True]
    assert ["goog-remb" in section for section in sections] == [False, False, False, False, True]


def test_someone_without_camera_and_microphone_joins_as_well() -> None:
    layout = agreed(offer(audio_line(0, "inactive"), video_line(1, "inactive"), video_line(2, "inactive"),
                          audio_line(3, "recvonly"), video_line(4, "recvonly")))  # fmt: skip

    assert layout.own == ()
    assert layout.pairs == 1
    assert [line.direction for line in layout.answer] == ["inactive"] * 3 + ["sendonly"] * 2


def test_a_client_without_a_share_line_or_retransmissions_joins_as_well() -> None:
    layout = agreed(offer(audio_line(0, "sendonly"), video_line(1, "sendonly", rtx=False),
                          audio_line(2, "recvonly"), video_line(3, "recvonly", rtx=False)))  # fmt: skip

    assert [line.kind for line in layout.own] == [Kind.VOICE, Kind.PICTURE]
    assert [line.repair_payload_type for line in layout.seats] == [None, None]


def test_seats_beyond_what_the_node_gives_are_refused_line_by_line() -> None:
    layout = agreed(browser_offer(3), most_seats=1)

    assert layout.pairs == 1
    assert [bool(line.codecs) for line in layout.answer] == [True] * 5 + [False] * 4 + [True]
    assert layout.seats[-1].kind is Kind.SHARE


def test_a_data_channel_is_refused_and_the_rest_is_not() -> None:
    data = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:9"]

    sections = answered(offer(audio_line(0, "sendonly"), video_line(1, "sendonly"), data))

    assert sections[3].startswith("m=application 0 ")
    assert "a=group:BUNDLE 0 1\r\n" in sections[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_offer"),
        ("v=0\r\n", "bad_offer"),
        ("x" * 500_000, "bad_offer"),
        (offer(video_line(0, "sendonly")), "bad_offer"),
        (offer(audio_line(0, "sendonly"), video_line(0, "sendonly")), "bad_offer"),
        (browser_offer().replace("a=fingerprint", "a=finger"), "bad_offer"),
        (browser_offer().replace("a=ice-ufrag", "a=ice"), "bad_offer"),
        (browser_offer().replace("setup:actpass", "setup:passive"), "bad_offer"),
        (browser_offer().replace("opus/48000/2", "PCMU/8000"), "no_common_codec"),
        (browser_offer().replace("VP8/90000", "H264/90000"), "no_common_codec"),
    ],
)
def test_offers_that_cannot_be_answered_are_refused_with_a_code_and_a_sentence(text: str, code: str) -> None:
    with pytest.raises(OfferRefused) as refused:
        agreed(text)

    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@given(cut=st.integers(0, 9000), junk=st.text(max_size=30), at=st.integers(0, 9000))
def test_a_mangled_offer_is_answered_or_refused(cut: int, junk: str, at: int) -> None:
    text = browser_offer(2)
    with suppress(OfferRefused):
        agreed((text[:at] + junk + text[at:])[: cut or None])
