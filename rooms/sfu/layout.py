"""What the lines of an offer mean: the person's own three lines first, then seats laid out in advance.

    0          audio   the microphone           sendonly
    1          video   the camera               sendonly, with or without simulcast
    2          video   a screen share           sendonly, idle until one is shared; may be left out
    3, 4 ...   audio, video                     recvonly: seats 0, 1, 2 ... for the others
    last       video   alone, without an audio  recvonly: the seat of the screen share, numbered after all others

The own lines may be inactive: someone without camera or microphone joins as well. Lines that fit nowhere are
answered as refused, which leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .errors import OfferRefused, Refusal
from .policy import Kind
from .sdp import AnsweredMedia, Codec, Offer, OfferedMedia

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

# What we want to know about packets sent to us, and what we add to those we send.
_UPWARD = (MID, RID, REPAIRED_RID)
_DOWNWARD = (SEND_TIME,)

_FORWARDED = {"audio": "opus", "video": "vp8"}
_VIDEO_FEEDBACK = ("ccm fir", "nack", "nack pli")
# Who finds out what a path carries: upwards the browser from our telling it when its packets arrived, where it can;
# downwards the browser too, which tells us the sum (REMB).
_BY_ARRIVALS, _BY_SUM = "transport-cc", "goog-remb"
# In-band error correction and silence suppression (RFC 7587).
_OPUS_PARAMETERS = "minptime=10;useinbandfec=1;usedtx=1"
# Chromium starts at 300 kbit/s and grows 8 % a second: the largest layer would take half a minute to appear.
_CAMERA_PARAMETERS = "x-google-start-bitrate=800"

# Each peer connection has an SSRC space of its own, so a seat has the same SSRCs for everybody.
_FIRST_SSRC = 0x5EA7_0000


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line on which the person sends."""

    kind: Kind
    mid: str
    payload_type: int
    repair_payload_type: int | None
    clock_rate: int
    extensions: Mapping[str, int]
    rids: tuple[str, ...]
    ssrcs: tuple[int, ...]
    repairs: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A line on which somebody else's voice or picture goes to the person."""

    kind: Kind
    seat: int
    payload_type: int
    repair_payload_type: int | None
    clock_rate: int
    send_time: int | None  # id of the abs-send-time extension
    ssrc: int
    repair_ssrc: int


@dataclass(frozen=True, slots=True)
class Layout:
    own: tuple[OwnLine, ...]
    seats: tuple[SeatLine, ...]
    pairs: int  # how many seats have audio and video; the share's seat has this number
    answer: tuple[AnsweredMedia, ...]


def lay_out(offer: Offer, *, most_seats: int) -> Layout:
    """Agree on every line of the offer. Raises OfferRefused (bad_offer, no_common_codec)."""
    kinds = [line.kind for line in offer.media]
    if kinds[:2] != ["audio", "video"]:
        raise OfferRefused(Refusal.BAD_OFFER, "the offer does not begin with an audio and a video line")
    own_kinds = [Kind.VOICE, Kind.PICTURE] + [Kind.SHARE] * (kinds[2:3] == ["video"])
    own: list[OwnLine] = []
    seats: list[SeatLine] = []
    answers: list[AnsweredMedia] = []
    for line, kind in zip(offer.media, own_kinds, strict=False):
        answers.append(_answer_own(line, kind, own))
    pairs = 0
    rest = offer.media[len(own_kinds) :]
    for number, line in enumerate(rest):
        after_audio = number > 0 and rest[number - 1].kind == "audio"
        if line.kind == "audio" and pairs < most_seats:
            answers.append(_answer_seat(line, Kind.VOICE, pairs, seats))
        elif line.kind == "video" and after_audio and pairs < most_seats:
            answers.append(_answer_seat(line, Kind.PICTURE, pairs, seats))
            pairs += 1
        elif line.kind == "video" and not after_audio and number == len(rest) - 1:
            answers.append(_answer_seat(line, Kind.SHARE, pairs, seats))
        else:
            answers.append(AnsweredMedia(line))
    return Layout(own=tuple(own), seats=tuple(seats), pairs=pairs, answer=tuple(answers))


def _answer_own(line: OfferedMedia, kind: Kind, own: list[OwnLine]) -> AnsweredMedia:
    told = _told_of_arrivals(line)
    codecs = _common_codecs(line, _BY_ARRIVALS if told else _BY_SUM)
    if kind is not Kind.VOICE:
        codecs = (replace(codecs[0], parameters=_CAMERA_PARAMETERS), *codecs[1:])
    about_voice = (AUDIO_LEVEL,) if kind is Kind.VOICE else ()
    timing = TRANSPORT_SEQUENCE if told else SEND_TIME
    extensions = _common_extensions(line, (*_UPWARD, timing, *about_voice))
    sends = line.direction in ("sendonly", "sendrecv")
    if sends:
        own.append(
            OwnLine(
                kind=kind,
                mid=line.mid,
                payload_type=codecs[0].payload_type,
                repair_payload_type=codecs[1].payload_type if len(codecs) > 1 else None,
                clock_rate=codecs[0].clock_rate,
                extensions=extensions,
                rids=line.rids,
                ssrcs=line.ssrcs,
                repairs=line.repairs,
            )
        )
    return AnsweredMedia(
        offered=line,
        direction="recvonly" if sends else "inactive",
        codecs=codecs,
        extensions=extensions,
        rids=line.rids if sends else (),
    )


def _answer_seat(line: OfferedMedia, kind: Kind, seat: int, seats: list[SeatLine]) -> AnsweredMedia:
    codecs = _common_codecs(line, _BY_SUM)
    extensions = _common_extensions(line, _DOWNWARD)
    if line.direction not in ("recvonly", "sendrecv"):
        return AnsweredMedia(offered=line, codecs=codecs, extensions=extensions)
    ssrc = _FIRST_SSRC + 4 * seat + (0 if kind is Kind.VOICE else 1)
    seat_line = SeatLine(
        kind=kind,
        seat=seat,
        payload_type=codecs[0].payload_type,
        repair_payload_type=codecs[1].payload_type if len(codecs) > 1 else None,
        clock_rate=codecs[0].clock_rate,
        send_time=extensions.get(SEND_TIME),
        ssrc=ssrc,
        repair_ssrc=ssrc + 1,
    )
    seats.append(seat_line)
    return AnsweredMedia(
        offered=line,
        direction="sendonly",
        codecs=codecs,
        extensions=extensions,
        stream=f"seat-{seat}",
        ssrcs=(ssrc,) if seat_line.repair_payload_type is None else (ssrc, seat_line.repair_ssrc),
    )


def _told_of_arrivals(line: OfferedMedia) -> bool:
    """Whether the browser wants to be told when its packets arrived."""
    codec = line.codec(_FORWARDED[line.kind])
    return TRANSPORT_SEQUENCE in line.extensions and codec is not None and _BY_ARRIVALS in codec.feedback


def _common_codecs(line: OfferedMedia, estimation: str) -> tuple[Codec, ...]:
    """The codec that we forward on such a line, and its retransmissions if they were offered."""
    codec = line.codec(_FORWARDED[line.kind])
    if codec is None:
        raise OfferRefused(Refusal.NO_COMMON_CODEC, f"an {line.kind} line offers no codec that is forwarded")
    if line.kind == "audio":
        # The sum is the pictures' business; when voice arrived is told like everything else.
        by_arrivals = (estimation,) if estimation == _BY_ARRIVALS else ()
        return (replace(codec, parameters=_OPUS_PARAMETERS, feedback=by_arrivals),)
    feedback = tuple(kind for kind in codec.feedback if kind in (estimation, *_VIDEO_FEEDBACK))
    repair = line.repair_for(codec)
    return (replace(codec, feedback=feedback), *((replace(repair, feedback=()),) if repair else ()))


def _common_extensions(line: OfferedMedia, known: Iterable[str]) -> dict[str, int]:
    """Extension ids of the offer: an answer may not name one that the line did not offer."""
    return {uri: line.extensions[uri] for uri in known if uri in line.extensions}
