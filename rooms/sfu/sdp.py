"""Session descriptions as text: a browser's offer read, an answer written (RFC 8866, 8829, 8839, 8851, 8853, 5576).

Only what the media server negotiates is read; aiortc's own parser drops `a=rid` and `a=simulcast`, which matter here.
What the lines of an offer mean is said in `layout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .errors import OfferRefused, Refusal

LONGEST_OFFER = 400_000
MOST_LINES = 128

DIRECTIONS = frozenset({"sendonly", "recvonly", "sendrecv", "inactive"})


@dataclass(frozen=True, slots=True)
class Codec:
    """A payload type of one media line."""

    payload_type: int
    name: str  # lower case
    clock_rate: int
    parameters: str = ""
    feedback: tuple[str, ...] = ()

    def parameter(self, name: str) -> str | None:
        for pair in self.parameters.split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class OfferedMedia:
    """One media line of an offer."""

    kind: str
    mid: str
    protocol: str
    direction: str
    codecs: tuple[Codec, ...]
    extensions: Mapping[str, int]  # URI -> id
    rids: tuple[str, ...]  # simulcast encodings it would send, in its order
    ssrcs: tuple[int, ...]
    repairs: Mapping[int, int]  # SSRC -> SSRC of its retransmissions
    reduced_size: bool

    def codec(self, name: str) -> Codec | None:
        return next((codec for codec in self.codecs if codec.name == name), None)

    def repair_for(self, codec: Codec) -> Codec | None:
        """The RTX payload type for this codec."""
        apt = str(codec.payload_type)
        return next((c for c in self.codecs if c.name == "rtx" and c.parameter("apt") == apt), None)


@dataclass(frozen=True, slots=True)
class Offer:
    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]  # (algorithm, value)
    setup: str
    media: tuple[OfferedMedia, ...]


@dataclass(frozen=True, slots=True)
class AnsweredMedia:
    """One media line of an answer, beside the line of the offer it answers. No codecs: the line is refused."""

    offered: OfferedMedia
    direction: str = "inactive"
    codecs: tuple[Codec, ...] = ()
    extensions: Mapping[str, int] = field(default_factory=dict)
    rids: tuple[str, ...] = ()
    stream: str = ""  # lines of one stream are played in sync
    ssrcs: tuple[int, ...] = ()  # the stream, and its retransmissions if there are any


@dataclass(frozen=True, slots=True)
class Answer:
    """How to reach this node. Candidates are (address, port); the node is ICE-lite and the DTLS server."""

    ufrag: str
    password: str
    fingerprints: Sequence[tuple[str, str]]
    candidates: Sequence[tuple[str, int]]
    media: Sequence[AnsweredMedia]


def parse_offer(text: str) -> Offer:
    """Raises OfferRefused (bad_offer)."""
    if len(text) > LONGEST_OFFER:
        raise OfferRefused(Refusal.BAD_OFFER, "the offer is too long")
    session, *sections = _sections(text)
    if not sections or len(sections) > MOST_LINES:
        raise OfferRefused(Refusal.BAD_OFFER, "the offer has no media lines, or too many")
    try:
        media = tuple(_parse_media(section) for section in sections)
    except (ValueError, IndexError):
        raise OfferRefused(Refusal.BAD_OFFER, "a media line cannot be read") from None
    if len({line.mid for line in media}) != len(media):
        raise OfferRefused(Refusal.BAD_OFFER, "media lines share a mid")
    # All lines are bundled onto the transport of the first (RFC 9143 section 7.3.2).
    transport = sections[0] + session
    offer = Offer(
        ufrag=_first(transport, "ice-ufrag") or "",
        fingerprints=tuple(_fingerprint(value) for value in _values(transport, "fingerprint")),
        setup=_first(transport, "setup") or "actpass",
        media=media,
    )
    if not offer.ufrag or not offer.fingerprints:
        raise OfferRefused(Refusal.BAD_OFFER, "ICE credentials or DTLS fingerprint are missing")
    if offer.setup not in ("actpass", "active"):
        raise OfferRefused(Refusal.BAD_OFFER, "this node can only be the DTLS server")
    return offer


def write_answer(answer: Answer) -> str:
    accepted = [line.offered.mid for line in answer.media if line.codecs]
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", "a=msid-semantic: WMS *"]
    if accepted:
        lines.append("a=group:BUNDLE " + " ".join(accepted))
    for line in answer.media:
        lines += _write_media(line, answer)
    return "\r\n".join(lines) + "\r\n"


def _write_media(line: AnsweredMedia, answer: Answer) -> Iterable[str]:
    offered = line.offered
    if not line.codecs:
        yield f"m={offered.kind} 0 {offered.protocol} 0"
        yield "c=IN IP4 0.0.0.0"
        yield f"a=mid:{offered.mid}"
        yield "a=inactive"
        return
    yield f"m={offered.kind} 9 {offered.protocol} {' '.join(str(codec.payload_type) for codec in line.codecs)}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{offered.mid}"
    yield f"a=ice-ufrag:{answer.ufrag}"
    yield f"a=ice-pwd:{answer.password}"
    for algorithm, value in answer.fingerprints:
        yield f"a=fingerprint:{algorithm} {value}"
    yield "a=setup:passive"
    for number, (address, port) in enumerate(answer.candidates):
        priority = (126 << 24) + ((65535 - number) << 8) + 255  # RFC 8445 section 5.1.2.1, type host
        yield f"a=candidate:{number + 1} 1 udp {priority} {address} {port} typ host"
    yield "a=end-of-candidates"
    yield f"a={line.direction}"
    yield "a=rtcp-mux"
    if offered.reduced_size:
        yield "a=rtcp-rsize"
    for uri, identifier in line.extensions.items():
        yield f"a=extmap:{identifier} {uri}"
    for codec in line.codecs:
        yield from _write_codec(codec)
    for rid in line.rids:
        yield f"a=rid:{rid} recv"
    if line.rids:
        yield f"a=simulcast:recv {';'.join(line.rids)}"
    if line.stream:
        yield f"a=msid:{line.stream} {line.stream}-{offered.kind}"
    if len(line.ssrcs) == 2:
        yield f"a=ssrc-group:FID {line.ssrcs[0]} {line.ssrcs[1]}"
    for ssrc in line.ssrcs:
        yield f"a=ssrc:{ssrc} cname:{line.stream}"
        yield f"a=ssrc:{ssrc} msid:{line.stream} {line.stream}-{offered.kind}"


def _write_codec(codec: Codec) -> Iterable[str]:
    channels = "/2" if codec.name == "opus" else ""
    name = {"vp8": "VP8"}.get(codec.name, codec.name)
    yield f"a=rtpmap:{codec.payload_type} {name}/{codec.clock_rate}{channels}"
    if codec.parameters:
        yield f"a=fmtp:{codec.payload_type} {codec.parameters}"
    for feedback in codec.feedback:
        yield f"a=rtcp-fb:{codec.payload_type} {feedback}"


def _sections(text: str) -> list[list[str]]:
    """The session's lines, then those of each media line."""
    sections: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("m="):
            sections.append([])
        if line:
            sections[-1].append(line)
    return sections


def _values(lines: Iterable[str], name: str) -> list[str]:
    """The values of all `a=name:value` lines."""
    start = f"a={name}:"
    return [line[len(start) :].strip() for line in lines if line.startswith(start)]


def _first(lines: Iterable[str], name: str) -> str | None:
    return next(iter(_values(lines, name)), None)


def _fingerprint(value: str) -> tuple[str, str]:
    algorithm, _, digest = value.partition(" ")
    return algorithm.lower(), digest.strip().upper()


def _parse_media(lines: list[str]) -> OfferedMedia:
    kind, _, protocol, *formats = lines[0][2:].split()
    groups = [value.split() for value in _values(lines, "ssrc-group")]
    repairs = {int(group[1]): int(group[2]) for group in groups if group[0] == "FID" and len(group) == 3}
    ssrcs = dict.fromkeys(int(value.split()[0]) for value in _values(lines, "ssrc"))
    extensions = (value.split() for value in _values(lines, "extmap"))
    return OfferedMedia(
        kind=kind,
        mid=_first(lines, "mid") or "",
        protocol=protocol,
        direction=next((line[2:] for line in lines if line[2:] in DIRECTIONS), "sendrecv"),
        codecs=_parse_codecs(lines, formats) if kind in ("audio", "video") else (),
        extensions={parts[1]: int(parts[0].partition("/")[0]) for parts in extensions},
        rids=_send_rids(lines),
        ssrcs=tuple(ssrc for ssrc in ssrcs if ssrc not in repairs.values()),
        repairs=repairs,
        reduced_size="a=rtcp-rsize" in lines,
    )


def _parse_codecs(lines: list[str], formats: list[str]) -> tuple[Codec, ...]:
    parameters = dict(value.split(" ", 1) for value in _values(lines, "fmtp") if " " in value)
    feedback: dict[str, list[str]] = {}
    for value in _values(lines, "rtcp-fb"):
        payload_type, _, kind = value.partition(" ")
        feedback.setdefault(payload_type, []).append(kind)
    codecs = {}
    for value in _values(lines, "rtpmap"):
        payload_type, _, description = value.partition(" ")
        name, rate, *_ = description.split("/")
        codecs[payload_type] = Codec(
            payload_type=int(payload_type),
            name=name.lower(),
            clock_rate=int(rate),
            parameters=parameters.get(payload_type, ""),
            feedback=tuple(feedback.get(payload_type, []) + feedback.get("*", [])),
        )
    return tuple(codecs[number] for number in formats if number in codecs)


def _send_rids(lines: list[str]) -> tuple[str, ...]:
    """The rids of `a=simulcast:send`, each with its first alternative, if `a=rid` declares them."""
    declared = {value.split()[0] for value in _values(lines, "rid") if value.split()[1:2] == ["send"]}
    words = (_first(lines, "simulcast") or "").split()
    sent = words[words.index("send") + 1] if "send" in words else ""
    rids = (alternatives.split(",")[0].lstrip("~") for alternatives in sent.split(";"))
    return tuple(rid for rid in rids if rid in declared)
