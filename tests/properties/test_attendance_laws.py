"""What holds for attendance whatever people and networks do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.attendance import EndReason, Sitting, Span, Status, Zone, attendance
from sessions.domain.intervals import Interval, difference, intersection, total, union

START = datetime(2027, 3, 10, 18, tzinfo=UTC)
WINDOW = Interval(START, START + timedelta(hours=1))
EXPLICIT = {EndReason.LEFT, EndReason.REMOVED}


def moment(second: int) -> datetime:
    return START + timedelta(seconds=second)


@st.composite
def intervals(draw: st.DrawFn, longest_s: int = 2_000) -> Interval:
    # Steps of ten seconds make ends meet and thresholds be hit exactly.
    start = draw(st.integers(-60, 400)) * 10
    return Interval(moment(start), moment(start + draw(st.integers(0, longest_s // 10)) * 10))


@st.composite
def spans(draw: st.DrawFn, reasons: Sequence[EndReason] = tuple(EndReason)) -> Span:
    when = draw(intervals())
    zone = draw(st.sampled_from([Zone.ROOM, Zone.ROOM, Zone.LOBBY, Zone.BREAKOUT]))
    return Span(began_at=when.start, ended_at=when.end, zone=zone, end_reason=draw(st.sampled_from(reasons)))


@st.composite
def sittings(draw: st.DrawFn) -> Sitting:
    facilitators = st.lists(st.lists(spans(), max_size=4), max_size=2)
    return Sitting(
        window=WINDOW,
        facilitators=draw(facilitators | st.just([[whole_evening()]])),
        breaks=draw(st.lists(intervals(longest_s=600), max_size=2)),
        outages=draw(st.lists(intervals(longest_s=400), max_size=2)),
    )


def whole_evening() -> Span:
    return Span(
        began_at=moment(-300), ended_at=WINDOW.end, zone=Zone.ROOM, end_reason=EndReason.SESSION_ENDED
    )


people = st.lists(spans(), max_size=6)
times = st.lists(intervals(), max_size=8)


@given(times, st.randoms(use_true_random=False))
def test_union_is_idempotent_and_order_free(some: list[Interval], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert union(union(some)) == union(some) == union(shuffled)


@given(times, times)
def test_what_two_share_and_what_only_one_has_make_up_the_one(
    one: list[Interval], other: list[Interval]
) -> None:
    assert union(intersection(one, other), difference(one, other)) == union(one)
    assert intersection(difference(one, other), other) == ()
    assert intersection(one, other) == intersection(other, one)


@given(times, times)
def test_lengths_add_up(one: list[Interval], other: list[Interval]) -> None:
    assert total(one) + total(other) == total([*union(one, other)]) + total(intersection(one, other))


@given(people, sittings())
def test_attendance_is_never_negative_nor_more_than_the_window(mine: list[Span], sitting: Sitting) -> None:
    result = attendance(spans=mine, sitting=sitting)
    assert timedelta(0) <= result.billable <= result.credited <= result.countable <= WINDOW.length
    assert 0 <= result.ratio <= 1
    assert result.lobby >= timedelta(0)


@given(people, sittings(), spans(reasons=sorted(set(EndReason) - EXPLICIT)))
def test_more_presence_never_lowers_credit(mine: list[Span], sitting: Sitting, more: Span) -> None:
    # A span that ends in an explicit leave says more than presence: that what follows was no dropped line.
    before, after = (attendance(spans=seen, sitting=sitting) for seen in (mine, [*mine, more]))
    assert after.credited >= before.credited
    assert after.billable >= before.billable


@given(people, sittings(), spans())
def test_a_second_device_never_adds_time(mine: list[Span], sitting: Sitting, second: Span) -> None:
    in_room = union(span.interval for span in mine if span.zone is not Zone.LOBBY)
    shared = [
        replace(second, began_at=both.start, ended_at=both.end, zone=Zone.ROOM)
        for both in intersection([second.interval], in_room)
    ]
    before, after = (attendance(spans=seen, sitting=sitting) for seen in (mine, [*mine, *shared]))
    assert (after.billable, after.countable) == (before.billable, before.countable)
    assert after.credited <= before.credited
    if second.end_reason not in EXPLICIT:
        assert after.credited == before.credited


@given(people, sittings(), st.randoms(use_true_random=False))
def test_the_order_in_which_spans_are_read_changes_nothing(
    mine: list[Span], sitting: Sitting, random: object
) -> None:
    shuffled = list(mine)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert attendance(spans=shuffled, sitting=sitting) == attendance(spans=mine, sitting=sitting)


@given(people, sittings())
def test_the_lobby_alone_earns_nothing(mine: list[Span], sitting: Sitting) -> None:
    waiting = [replace(span, zone=Zone.LOBBY) for span in mine]
    result = attendance(spans=waiting, sitting=sitting)
    assert (result.credited, result.billable) == (timedelta(0), timedelta(0))
    came = any(span.began_at < WINDOW.end for span in mine)
    assert result.status == (Status.ABSENT if came else Status.NO_SHOW)


@given(people, sittings())
def test_breaks_and_outages_never_raise_what_is_billed(mine: list[Span], sitting: Sitting) -> None:
    plain = replace(sitting, breaks=(), outages=())
    assert attendance(spans=mine, sitting=sitting).billable <= attendance(spans=mine, sitting=plain).billable
