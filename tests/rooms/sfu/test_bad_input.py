"""What no browser would send is refused or ignored, each with a counted reason, and nobody else in the room notices."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from aiortc.rtcdtlstransport import RTCCertificate

from benchmarks.media_people import INBOUND, OUTBOUND, Participant, perform
from benchmarks.media_streams import CAMERA, VOICE, Tally, offer
from rooms.sfu import MediaDown, OfferRefused, SeatsChanged

from .conftest import RunningNode

SEATS = 4
SHAPES = (VOICE, *CAMERA)


class News(Tally):
    """Says when anything came."""

    def __init__(self) -> None:
        super().__init__()
        self.came = asyncio.Event()

    def take(self, who: int, data: bytearray, arrived_ns: int) -> None:
        super().take(who, data, arrived_ns)
        self.came.set()


class Group:
    """Ana and Ben, who perform for each other, and what they got."""

    def __init__(self, running: RunningNode) -> None:
        self.running = running
        self.tally = News()
        self.certificate = RTCCertificate.generateCertificate()
        self.present: list[Participant] = []

    async def enter(
        self, name: str, *, fingerprint: str = "", replace: tuple[str, str] = ("", "")
    ) -> Participant:
        person = Participant(secrets.randbits(60), self.certificate, self.tally, SHAPES)
        self.present.append(person)
        self.running.admit(name)
        text = offer(person.ufrag, fingerprint or person.fingerprint, SEATS)
        answer = await self.running.join(name, text.replace(*replace) if replace[0] else text)
        await person.connect(answer, role="client")
        return person

    def dropped(self) -> dict[str, int]:
        return dict(self.running.node.stats().dropped)

    async def until(self, done: Callable[[], bool], *, within_s: float = 10.0) -> None:
        """Wait for something that is true when the next packets come, at the latest."""
        async with asyncio.timeout(within_s):
            while not done():
                self.tally.came.clear()
                await self.tally.came.wait()

    async def drops(self, reason: str, times: int = 1) -> None:
        """Wait until so much was dropped for this reason."""
        await self.until(lambda: self.dropped().get(reason, 0) >= times)

    async def whole(self) -> None:
        """A moment later the two still see and hear each other, and lack nothing."""
        before = dict(self.tally.taken)
        await self.until(
            lambda: sum(count > before.get(key, 0) + 5 for key, count in self.tally.taken.items()) >= 4
        )
        assert self.tally.missing - self.tally.unread == 0


@pytest.fixture
async def group(running: RunningNode) -> AsyncIterator[Group]:
    group = Group(running)
    ana, ben = await group.enter("ana"), await group.enter("ben")
    show = asyncio.create_task(perform([ana, ben], random.Random(1)))
    await group.until(lambda: len(group.tally.streams) >= 4)
    group.tally.counting = True
    yield group
    show.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await show
    for person in group.present:
        await person.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("opus/48000/2", "PCMU/8000"), "no_common_codec"),
        (("VP8/90000", "H264/90000"), "no_common_codec"),
        (("a=ice-ufrag", "a=no-ufrag"), "bad_offer"),
        (("a=fingerprint", "a=no-fingerprint"), "bad_offer"),
        (("m=audio", "m=application"), "bad_offer"),
        (("a=setup:actpass", "a=setup:passive"), "bad_offer"),
    ],
    ids=["no Opus", "no VP8", "no ufrag", "no fingerprint", "no lines of its own", "DTLS server"],
)
async def test_offers_that_cannot_be_met_are_refused_and_counted(
    group: Group, change: tuple[str, str], code: str
) -> None:
    with pytest.raises(OfferRefused) as refused:
        await group.enter("eve", replace=change)

    assert refused.value.code == code
    assert group.running.node.stats().refused == {code: 1}
    await group.whole()


async def test_a_camera_without_simulcast_is_seen_like_any_other(group: Group) -> None:
    rids = "".join(f"a=rid:{rid} send\r\n" for rid in "lmh")
    eve = await group.enter("eve", replace=(rids + "a=simulcast:send l;m;h\r\n", ""))
    eve.streams = [stream for stream in eve.streams if stream.shape.rid in ("", "l")]
    show = asyncio.create_task(perform([eve], random.Random(2)))
    await group.until(lambda: len(group.tally.taken) >= 4 + 2 + 2 + 2)
    show.cancel()


async def test_another_certificate_than_the_offers_ends_the_connection(group: Group) -> None:
    stranger = RTCCertificate.generateCertificate()
    theirs = next(f.value for f in stranger.getFingerprints() if f.algorithm.lower() == "sha-256")

    with contextlib.suppress(Exception):  # the participant's own side of the handshake may or may not finish
        async with asyncio.timeout(5):
            await group.enter("eve", fingerprint=theirs)
    await group.running.event(lambda e: isinstance(e, MediaDown) and e.connection == "c-eve")

    assert group.running.downs() == [("c-eve", "dtls_failed")]
    assert group.running.node.stats().ended == {"dtls_failed": 1}
    await group.whole()


async def test_a_forged_ufrag_or_password_is_answered_by_nothing(group: Group) -> None:
    ana = group.present[0]
    with a_stranger(group) as out:
        for forge in (strange_user, wrong_password):
            out.send(forge(ana))
        await group.drops("stun_stranger")
        await group.drops("stun_forged")
        with pytest.raises(BlockingIOError):
            out.recv(100)
    await group.whole()


async def test_replayed_and_reflected_packets_are_rejected(group: Group) -> None:
    ana = group.present[0]
    stream = ana.streams[0]
    stream.burst()
    replayed = ana.sealed(bytes(OUTBOUND.view[: stream.write(OUTBOUND, 0, 1)]), rtcp_=False)
    ana.socket.send(replayed)
    ana.socket.send(replayed)
    await group.drops("srtp_rejected")
    before = group.dropped()["srtp_rejected"]

    reflected = await something_sent_to(ana)
    ana.socket.send(reflected)
    await group.drops("srtp_rejected", before + 1)

    await group.whole()


async def test_media_from_an_address_that_proved_nothing_goes_nowhere(group: Group) -> None:
    with a_stranger(group) as out:
        out.send(b"\x80\x60" + bytes(100))
        out.send(b"\x16\xfe\xfd" + bytes(100))
        await group.drops("unknown_address")
    assert group.dropped()["unknown_address"] == 2
    await group.whole()


async def test_oversize_packets_are_left_out(group: Group) -> None:
    ana = group.present[0]
    ana.socket.send(b"\x80" + bytes(8000))
    await group.drops("too_long")

    stream = ana.streams[1]
    stream.burst()
    packet = bytes(OUTBOUND.view[: stream.write(OUTBOUND, 0, 1)])
    ana.socket.send(ana.sealed(packet + bytes(900), rtcp_=False))
    await group.drops("too_long", 2)


async def test_a_browser_cannot_fill_the_node_with_streams(group: Group) -> None:
    eve = await group.enter("eve")
    packet = bytearray(b"\x80\x60" + bytes(40))
    for number in range(300):
        packet[8:12] = (50_000 + number).to_bytes(4, "big")
        eve.socket.send(eve.sealed(bytes(packet), rtcp_=False))

    await group.drops("too_many_streams")
    await group.whole()


async def test_a_subscriber_that_acknowledges_nothing_is_nobody_elses_trouble(group: Group) -> None:
    """No reports, no estimates, no requests: it gets what it asked for until its consent runs out."""
    eve = await group.enter("eve")
    told = await group.running.event(lambda e: isinstance(e, SeatsChanged) and e.connection == "c-eve")
    assert isinstance(told, SeatsChanged)

    await group.whole()

    assert eve.number in {who for who, _ in group.tally.taken}
    assert group.dropped().get("socket_full", 0) == 0


# --- what is forged -------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def a_stranger(group: Group) -> Iterator[socket.socket]:
    """A socket that the node knows nothing of."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", group.running.node.port))
        out.setblocking(False)
        yield out


def strange_user(person: Participant) -> bytes:
    return person.binding_request(username=f"{secrets.token_hex(8)}:{person.ufrag}", password=person.password)


def wrong_password(person: Participant) -> bytes:
    return person.binding_request(username=person.username, password=secrets.token_hex(16).encode())


async def something_sent_to(person: Participant) -> bytes:
    """A datagram of media on its way to somebody."""
    seen: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    take = person._receive

    def look(length: int, arrived_ns: int) -> None:
        if INBOUND.bytes[0] >= 128 and not seen.done():
            seen.set_result(bytes(INBOUND.view[:length]))
        take(length, arrived_ns)

    person._receive = look  # type: ignore[method-assign]
    async with asyncio.timeout(10):
        return await seen
