"""The worked examples of attendance: start 18:00, end 21:00, break 19:25-19:35, facilitator 17:55-21:00."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sessions.domain.attendance import (
    Attendance,
    EndReason,
    GapReason,
    Rules,
    Sitting,
    Span,
    Status,
    Zone,
    attendance,
)
from sessions.domain.billing import per_diem_met, whole_minutes
from sessions.domain.intervals import Interval


def at(clock: str) -> datetime:
    """The instant at which the evening's clock shows ``HH:MM`` or ``HH:MM:SS``."""
    hours, minutes, seconds = (int(part) for part in (clock + ":00").split(":")[:3])
    return datetime(2027, 3, 10, hours, minutes, seconds, tzinfo=UTC)


def span(began: str, ended: str, why: EndReason | None = EndReason.LOST, zone: Zone = Zone.ROOM) -> Span:
    return Span(began_at=at(began), ended_at=at(ended), zone=zone, end_reason=why)


def interval(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


LED = span("17:55", "21:00", EndReason.SESSION_ENDED)
EVENING = Sitting(
    window=interval("18:00", "21:00"),
    facilitators=[[LED]],
    breaks=[interval("19:25", "19:35")],
)
END = EndReason.SESSION_ENDED


def attended(*spans: Span, sitting: Sitting = EVENING) -> Attendance:
    return attendance(spans=spans, sitting=sitting)


def seconds(result: Attendance) -> tuple[float, float]:
    return result.credited.total_seconds(), result.billable.total_seconds()


def minutes(result: Attendance) -> int:
    return whole_minutes([result.billable])


def test_the_whole_evening_is_170_minutes_and_no_per_diem() -> None:
    result = attended(span("18:00", "21:00", END))
    assert result == Attendance(
        credited=timedelta(seconds=10_200),
        billable=timedelta(seconds=10_200),
        countable=timedelta(seconds=10_200),
        lobby=timedelta(0),
        ratio=1.0,
        status=Status.PRESENT,
        late=False,
        left_early=False,
        first_entered_at=at("18:00"),
        last_left_at=at("21:00"),
        gaps=(),
    )
    assert minutes(result) == 170
    assert not per_diem_met(170)


def test_a_drop_of_90_seconds_is_credited_but_not_billed() -> None:
    result = attended(span("18:00", "18:40"), span("18:41:30", "21:00", END))
    assert seconds(result) == (10_200, 10_110)
    assert minutes(result) == 168


def test_a_drop_of_180_seconds_is_not_bridged() -> None:
    result = attended(span("18:00", "18:40"), span("18:43", "21:00", END))
    assert seconds(result) == (10_020, 10_020)
    assert round(result.ratio, 3) == 0.982


def test_a_gap_of_exactly_two_minutes_is_bridged() -> None:
    bridged = attended(span("18:00", "18:40"), span("18:42", "21:00", END))
    open_ = attended(span("18:00", "18:40"), span("18:42:01", "21:00", END))
    assert (seconds(bridged)[0], seconds(open_)[0]) == (10_200, 10_200 - 121)


@pytest.mark.parametrize("why", [EndReason.LEFT, EndReason.REMOVED])
def test_leaving_is_never_bridged(why: EndReason) -> None:
    result = attended(span("18:00", "18:40", why), span("18:41", "21:00", END))
    assert seconds(result) == (10_140, 10_140)


def test_coming_back_to_the_lobby_and_leaving_from_there_is_leaving() -> None:
    result = attended(
        span("18:00", "18:40"),
        span("18:40:20", "18:40:40", EndReason.LEFT, Zone.LOBBY),
        span("18:41", "21:00", END),
    )
    assert seconds(result) == (10_140, 10_140)
    assert [gap.reason for gap in result.gaps] == [GapReason.LEFT]


def test_the_clock_starts_when_the_facilitator_opens() -> None:
    led = replace(EVENING, facilitators=[[span("18:07", "21:00", END)]])
    result = attended(span("18:06", "21:00", END), sitting=led)
    assert seconds(result) == (9_780, 9_780)
    assert (minutes(result), result.late) == (163, False)


def test_lateness_counts_from_the_facilitators_arrival() -> None:
    led = replace(EVENING, facilitators=[[span("18:07", "21:00", END)]])
    assert not attended(span("18:12", "21:00", END), sitting=led).late
    assert attended(span("18:12:01", "21:00", END), sitting=led).late


def test_a_killed_tab_ends_at_its_last_renewal() -> None:
    result = attended(span("18:00", "18:59:55"))
    assert seconds(result) == (3_595, 3_595)
    assert (minutes(result), result.status, result.left_early) == (59, Status.PARTIAL, True)


@pytest.mark.parametrize(("entered", "status"), [("18:05:00", Status.PRESENT), ("18:05:01", Status.LATE)])
def test_five_minutes_are_on_time_and_a_second_more_is_late(entered: str, status: Status) -> None:
    assert attended(span(entered, "21:00", END)).status == status


@pytest.mark.parametrize(
    ("exited", "status"), [("20:55:00", Status.PRESENT), ("20:54:59", Status.LEFT_EARLY)]
)
def test_going_five_minutes_early_is_fine_and_a_second_more_is_not(exited: str, status: Status) -> None:
    assert attended(span("18:00", exited, EndReason.LEFT)).status == status


def test_entering_at_1840_is_late_with_130_minutes() -> None:
    result = attended(span("18:40", "21:00", END))
    assert seconds(result) == (7_800, 7_800)
    assert (minutes(result), round(result.ratio, 3), result.status) == (130, 0.765, Status.LATE)


def test_forty_minutes_in_the_lobby_are_absent_and_not_a_no_show() -> None:
    result = attended(span("18:00", "18:40", EndReason.LEFT, Zone.LOBBY))
    assert seconds(result) == (0, 0)
    assert (result.lobby, result.status) == (timedelta(minutes=40), Status.ABSENT)
    assert (result.first_entered_at, result.last_left_at) == (None, None)


def test_whoever_never_connected_is_a_no_show() -> None:
    assert attended().status == Status.NO_SHOW


@pytest.mark.parametrize(("length_s", "status"), [(599, Status.ABSENT), (600, Status.PARTIAL)])
def test_under_ten_minutes_is_absent(length_s: int, status: Status) -> None:
    gone = at("18:00") + timedelta(seconds=length_s)
    brief = Span(began_at=at("18:00"), ended_at=gone, zone=Zone.ROOM, end_reason=EndReason.LEFT)
    assert attended(brief).status == status


def test_late_and_left_early_can_both_hold_and_late_is_shown() -> None:
    result = attended(span("18:10", "20:50", EndReason.LEFT))
    assert (result.late, result.left_early, result.status) == (True, True, Status.LATE)


def test_a_cancelled_session_outranks_an_excuse_and_an_excuse_a_no_show() -> None:
    shown = [
        attendance(spans=[], sitting=EVENING, cancelled=cancelled, excused=True).status
        for cancelled in (True, False)
    ]
    assert shown == [Status.CANCELLED, Status.EXCUSED]


def test_two_open_tabs_count_once() -> None:
    result = attended(span("18:00", "21:00", END), span("18:30", "20:00", EndReason.LEFT))
    assert seconds(result) == (10_200, 10_200)


def test_a_breakout_counts_like_the_room() -> None:
    result = attended(span("18:00", "19:00", EndReason.MOVED), span("19:00", "21:00", END, Zone.BREAKOUT))
    assert seconds(result) == (10_200, 10_200)


def test_a_break_in_a_gap_does_not_lengthen_it() -> None:
    result = attended(span("18:00", "19:24:30"), span("19:36", "21:00", END))
    assert seconds(result) == (10_200, 10_200 - 90)


def test_a_gap_that_our_outage_explains_is_bridged_up_to_five_minutes() -> None:
    ours = replace(EVENING, outages=[interval("18:40:05", "18:43:30")])
    bridged = attended(span("18:00", "18:40"), span("18:45", "21:00", END), sitting=ours)
    longer = attended(span("18:00", "18:40"), span("18:45:01", "21:00", END), sitting=ours)
    assert (seconds(bridged), seconds(longer)) == ((10_200, 9_900), (9_899, 9_899))
    assert [gap.reason for gap in (*bridged.gaps, *longer.gaps)] == [GapReason.OURS] * 2


def test_a_short_outage_does_not_explain_a_long_gap() -> None:
    ours = replace(EVENING, outages=[interval("18:40:05", "18:40:10")])
    result = attended(span("18:00", "18:40"), span("18:44", "21:00", END), sitting=ours)
    assert seconds(result) == (9_960, 9_960)


def test_any_facilitator_keeps_the_clock_running() -> None:
    led = replace(EVENING, facilitators=[[span("17:55", "19:00")], [span("18:55", "21:00", END)]])
    assert seconds(attended(span("18:00", "21:00", END), sitting=led)) == (10_200, 10_200)


def test_a_facilitators_short_drop_costs_no_client_their_credit() -> None:
    led = replace(EVENING, facilitators=[[span("17:55", "18:40"), span("18:41", "21:00", END)]])
    result = attended(span("18:00", "21:00", END), sitting=led)
    assert seconds(result) == (10_200, 10_140)
    assert result.countable == timedelta(seconds=10_200)


def test_without_a_facilitator_nothing_is_countable() -> None:
    result = attended(span("18:00", "21:00", END), sitting=replace(EVENING, facilitators=[]))
    assert (result.countable, result.credited, result.ratio) == (timedelta(0), timedelta(0), 0.0)


def test_presence_before_the_start_alone_is_not_being_on_time() -> None:
    result = attended(span("17:40", "17:50", EndReason.LEFT), span("18:30", "21:00", END))
    assert (result.late, result.first_entered_at) == (True, at("17:40"))


def test_what_happens_after_the_end_is_not_looked_at() -> None:
    led = replace(EVENING, facilitators=[[LED, span("21:00:10", "21:20", END)]])
    stayed = attended(span("18:00", "21:20", END), sitting=led)
    assert stayed == attended(span("18:00", "21:00", END))
    assert attended(span("21:01", "21:20", END), sitting=led).status == Status.NO_SHOW


def test_each_gap_says_why() -> None:
    ours = replace(EVENING, outages=[interval("20:00", "20:01")])
    result = attended(
        span("18:00", "18:10", EndReason.LOST),
        span("18:11", "18:20", EndReason.LEFT),
        span("18:21", "18:30", EndReason.REMOVED),
        span("18:31", "18:50", EndReason.SERVER),
        span("18:51", "20:00", EndReason.LOST),
        span("20:01", "21:00", END),
        sitting=ours,
    )
    assert [(gap.reason, gap.bridged) for gap in result.gaps] == [
        (GapReason.TECHNICAL, True),
        (GapReason.LEFT, False),
        (GapReason.REMOVED, False),
        (GapReason.OURS, True),
        (GapReason.OURS, True),
    ]


def test_thresholds_are_the_programs_own() -> None:
    strict = replace(EVENING, rules=Rules(bridge_gap=timedelta(0), late_after=timedelta(0)))
    result = attended(span("18:00:01", "18:40"), span("18:40:30", "21:00", END), sitting=strict)
    assert (seconds(result)[0], result.late) == (10_200 - 31, True)


def test_a_span_that_is_still_open_counts_until_the_caller_says() -> None:
    result = attended(span("18:00", "18:20", None))
    assert seconds(result) == (1_200, 1_200)
