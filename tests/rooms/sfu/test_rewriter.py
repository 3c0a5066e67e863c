"""Whatever is switched, the receiver sees one stream."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rooms.sfu.packet import Packet
from rooms.sfu.rewriter import Rewriter


@dataclass(eq=False)
class Sender:
    """A source with numbers of its own: 30 pictures a second, each of one packet."""

    seq: int
    timestamp: int
    picture_id: int
    clock: float | None = None  # when timestamp 0 was captured, if it tells
    place = 0

    def find(self, number: int) -> None:
        return None

    def media_time(self, timestamp: int) -> float | None:
        return None if self.clock is None else self.clock + timestamp / 90_000

    def packet(self, *, starts: bool) -> Packet:
        self.seq += 1
        self.timestamp = (self.timestamp + 3000) & 0xFFFFFFFF
        self.picture_id = (self.picture_id + 1) % 32768
        packet = Packet(self.seq, self.timestamp, True, b"body", starts)
        packet.picture_id, packet.tl0 = self.picture_id, self.picture_id % 256
        return packet


def test_nothing_flows_before_a_key_frame() -> None:
    rewriter, sender = Rewriter(clock_rate=90_000), Sender(100, 5, 9)
    rewriter.aim(sender)

    assert not rewriter.accept(sender, sender.packet(starts=False), 0.0)
    assert rewriter.waiting
    assert rewriter.accept(sender, sender.packet(starts=True), 0.1)
    assert not rewriter.waiting


def test_the_old_picture_goes_on_until_the_new_ones_key_frame() -> None:
    rewriter, old, new = Rewriter(clock_rate=90_000), Sender(100, 5, 9), Sender(60_000, 77, 3)
    rewriter.aim(old)
    rewriter.accept(old, old.packet(starts=True), 0.0)

    rewriter.aim(new)

    assert not rewriter.accept(new, new.packet(starts=False), 0.03)
    assert rewriter.accept(old, old.packet(starts=False), 0.03)
    assert rewriter.accept(new, new.packet(starts=True), 0.06)
    assert not rewriter.accept(old, old.packet(starts=True), 0.06)


def test_losses_before_us_stay_visible_as_gaps() -> None:
    rewriter, sender = Rewriter(clock_rate=90_000), Sender(100, 5, 9)
    rewriter.aim(sender)
    rewriter.accept(sender, sender.packet(starts=True), 0.0)
    first = rewriter.seq
    sender.packet(starts=False)  # lost

    rewriter.accept(sender, sender.packet(starts=False), 0.06)

    assert rewriter.seq == first + 2


def test_what_was_withheld_leaves_no_gap() -> None:
    rewriter, sender = Rewriter(clock_rate=90_000), Sender(100, 5, 9)
    rewriter.aim(sender)
    rewriter.accept(sender, sender.packet(starts=True), 0.0)
    seq, timestamp = rewriter.seq, rewriter.timestamp
    rewriter.interrupt()
    for _ in range(30):
        assert not rewriter.accept(sender, sender.packet(starts=False), 0.5)

    assert rewriter.accept(sender, sender.packet(starts=True), 1.0)

    assert rewriter.seq == seq + 1
    assert rewriter.timestamp - timestamp == 31 * 3000


def test_packets_older_than_the_switch_are_refused() -> None:
    rewriter, sender = Rewriter(clock_rate=90_000), Sender(100, 5, 9)
    rewriter.aim(sender)
    late = sender.packet(starts=False)
    rewriter.accept(sender, sender.packet(starts=True), 0.0)

    assert not rewriter.accept(sender, late, 0.1)


@given(offset=st.floats(-0.5, 0.5), jitter=st.floats(0, 0.3))
def test_between_sources_that_know_their_clocks_time_goes_on_as_captured(
    offset: float, jitter: float
) -> None:
    old, new = Sender(1, 0, 0, clock=100.0), Sender(1, 0, 0, clock=100.0 + offset)
    rewriter = Rewriter(clock_rate=90_000)
    rewriter.aim(old)
    for _ in range(30):
        rewriter.accept(old, old.packet(starts=True), 0.0)
    before, captured = rewriter.timestamp, 100.0 + old.timestamp / 90_000
    while (new.media_time(new.timestamp + 3000) or 0) <= captured:
        new.packet(starts=False)
    rewriter.aim(new)
    packet = new.packet(starts=True)

    rewriter.accept(new, packet, jitter)

    expected = round(((new.media_time(packet.timestamp) or 0) - captured) * 90_000)
    assert rewriter.timestamp - before == max(1, expected)


class Switching(RuleBasedStateMachine):
    """Any order of sending, switching, muting, losing and overtaking."""

    @initialize(
        seeds=st.lists(
            st.tuples(st.integers(0, 65535), st.integers(0, (1 << 32) - 1)), min_size=3, max_size=3
        )
    )
    def begin(self, seeds: list[tuple[int, int]]) -> None:
        self.rewriter = Rewriter(clock_rate=90_000)
        self.senders = [Sender(seq, timestamp, seq % 32768) for seq, timestamp in seeds]
        self.sent: dict[int, Packet] = {}
        self.order: list[tuple[int, int, int]] = []
        self.late: list[tuple[Sender, Packet]] = []
        self.now = 0.0

    def deliver(self, sender: Sender, packet: Packet) -> None:
        if self.rewriter.accept(sender, packet, self.now):
            assert self.rewriter.seq not in self.sent, "a sequence number was used twice"
            self.sent[self.rewriter.seq] = packet
            self.order.append((self.rewriter.seq, self.rewriter.timestamp, self.rewriter.picture_id))

    @rule(which=st.integers(0, 2), starts=st.booleans())
    def send(self, which: int, starts: bool) -> None:
        self.now += 0.03
        sender = self.senders[which]
        self.deliver(sender, sender.packet(starts=starts))

    @rule(which=st.integers(0, 2))
    def aim(self, which: int) -> None:
        self.rewriter.aim(self.senders[which])

    @rule()
    def pause(self) -> None:
        self.rewriter.aim(None)

    @rule()
    def interrupt(self) -> None:
        self.rewriter.interrupt()

    @rule(which=st.integers(0, 2))
    def hold_back(self, which: int) -> None:
        self.late.append((self.senders[which], self.senders[which].packet(starts=False)))

    @rule()
    def overtake(self) -> None:
        if self.late:
            self.deliver(*self.late.pop(0))

    @invariant()
    def later_numbers_have_later_timestamps_and_pictures(self) -> None:
        ordered = sorted(getattr(self, "order", []))
        for (_, earlier, picture), (_, later, next_picture) in itertools.pairwise(ordered):
            assert 0 < (later - earlier) & 0xFFFFFFFF < 1 << 31
            assert 0 < (next_picture - picture) % 32768 < 1 << 14


TestSwitching = Switching.TestCase
