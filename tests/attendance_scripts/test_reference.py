"""The reference that random evenings are judged by agrees with the product's arithmetic, and finds a wrong record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.attendance import EndReason, Rules, Sitting, Span, Zone, attendance
from sessions.domain.intervals import Interval
from tests.attendance_scripts.compare import objections
from tests.attendance_scripts.log import BREAKOUT, LOBBY, ROOM, EveningLog, Outage, Stay, Why, Window
from tests.attendance_scripts.papers import Record
from tests.attendance_scripts.plan import LENGTH_S, RULES, plan_script
from tests.attendance_scripts.reference import Evening, words

EPOCH = datetime(2027, 3, 3, 18, tzinfo=UTC)
RULES_OF_PROGRAM = Rules(
    bridge_gap=timedelta(seconds=RULES["bridge_gap"]),
    bridge_outage_gap=timedelta(seconds=RULES["bridge_outage_gap"]),
    late_after=timedelta(seconds=RULES["late_after"]),
    left_early_after=timedelta(seconds=RULES["left_early_after"]),
    absent_under=timedelta(seconds=RULES["absent_under"]),
    partial_under=RULES["partial_under"],
)

# Tenths of a second, so that edges meet now and then.
moments = st.integers(-50, 310).map(lambda tenths: tenths / 10)
pieces = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair)))
stays = st.lists(
    st.tuples(pieces, st.sampled_from((LOBBY, ROOM, BREAKOUT)), st.sampled_from((Why.LOST, Why.LEFT))),
    max_size=6,
)


def exactly(at: float) -> Window:
    return Window(at, at)


def stay(piece: tuple[float, float], zone: str = ROOM, why: Why = Why.LOST) -> Stay:
    return Stay(zone, exactly(piece[0]), exactly(piece[1]), why)


def evening(log: EveningLog, *outages: Outage) -> Evening:
    return Evening(starts=0.0, ends=LENGTH_S, leaders=["lead"], log=log, outages=outages)


def instant(at: float) -> datetime:
    return EPOCH + timedelta(seconds=at)


def spans(found: list[Stay]) -> list[Span]:
    return [
        Span(
            began_at=instant(each.came.lo),
            ended_at=instant(each.went.lo),
            zone=Zone(each.zone),
            end_reason=EndReason(each.why),
        )
        for each in found
        if each.went and each.why
    ]


@given(mine=stays, led=stays, breaks=st.lists(pieces.filter(lambda piece: piece[0] < piece[1]), max_size=2))
def test_a_log_without_any_doubt_gives_what_the_product_reckons(
    mine: list[tuple[tuple[float, float], str, Why]],
    led: list[tuple[tuple[float, float], str, Why]],
    breaks: list[tuple[float, float]],
) -> None:
    log = EveningLog()
    log.stays["ana"] = [stay(*each) for each in mine]
    log.stays["lead"] = [stay(*each) for each in led]
    log.breaks = [(exactly(start), exactly(end)) for start, end in breaks]
    bounds = evening(log).bounds("ana")

    attended = attendance(
        spans=spans(log.stays["ana"]),
        sitting=Sitting(
            window=Interval(EPOCH, instant(LENGTH_S)),
            facilitators=[spans(log.stays["lead"])],
            breaks=[Interval(instant(start), instant(end)) for start, end in breaks],
            rules=RULES_OF_PROGRAM,
        ),
    )

    for window, reckoned in (
        (bounds.credited_s, attended.credited),
        (bounds.billable_s, attended.billable),
        (bounds.countable_s, attended.countable),
        (bounds.lobby_s, attended.lobby),
    ):
        assert abs(window.lo - reckoned.total_seconds()) < 0.001
        assert abs(window.hi - reckoned.total_seconds()) < 0.001
    assert (set(bounds.late), set(bounds.left_early)) == ({attended.late}, {attended.left_early})
    word = words(
        bounds,
        credited_s=attended.credited.total_seconds(),
        countable_s=attended.countable.total_seconds(),
        late=attended.late,
        left_early=attended.left_early,
    )
    assert attended.status in word


def a_log() -> EveningLog:
    """Led throughout; away from 10 to 14, which is bridged."""
    log = EveningLog()
    log.stays["lead"] = [stay((-2.0, LENGTH_S))]
    log.stays["ana"] = [stay((1.0, 10.0)), stay((14.0, LENGTH_S))]
    return log


RIGHT = Record(
    credited_s=25,
    billable_s=21,
    countable_s=26,
    lobby_s=0,
    status="present",
    late=False,
    left_early=False,
    first_entered=1.0,
    last_left=LENGTH_S,
    zones={"lobby": 0.0, "room": 21.0, "breakout": 0.0},
)


def test_a_right_record_raises_no_objection_and_one_that_is_a_second_off_does() -> None:
    bounds = evening(a_log()).bounds("ana")
    assert list(objections(bounds, RIGHT)) == []
    wrong = Record(**{name: getattr(RIGHT, name) for name in RIGHT.__struct_fields__} | {"billable_s": 22})
    assert list(objections(bounds, wrong)) == ["billable_s is 22.00, where the log allows 21.00 to 21.00"]


def test_a_window_of_doubt_gives_way_by_its_own_width_alone() -> None:
    log = a_log()
    log.stays["ana"][0].came = Window(1.0, 1.4)
    bounds = evening(log).bounds("ana")
    assert bounds.credited_s == Window(24.6, 25.0)


def test_a_long_gap_is_bridged_only_where_an_outage_explains_it() -> None:
    log = a_log()
    log.stays["ana"] = [stay((0.0, 6.0)), stay((18.0, LENGTH_S))]
    assert evening(log).bounds("ana").credited_s == Window(14.0, 14.0)
    outage = Outage(part="web", gone_at=6.0, back=Window(17.0, 17.5))
    assert evening(log, outage).bounds("ana").credited_s == Window(26.0, 26.0)


def test_whoever_was_moved_a_moment_before_their_server_died_may_have_been_heard_last_before_that() -> None:
    log = EveningLog()
    log.stays["ana"] = [stay((1.0, 10.0), LOBBY, Why.MOVED), stay((10.0, 10.2))]
    log.settle([Outage(part="web", gone_at=10.2, back=exactly(14.0))])
    lobby, room = log.stays["ana"]
    assert lobby.went is not None
    assert lobby.went.lo < 9.0
    assert (lobby.went.hi, room.went) == (10.0, Window(10.0, 10.2))


def test_whoever_was_moved_long_before_it_was_there() -> None:
    log = EveningLog()
    log.stays["ana"] = [stay((1.0, 5.0), LOBBY, Why.MOVED), stay((5.0, 10.2))]
    log.settle([Outage(part="web", gone_at=10.2, back=exactly(14.0))])
    assert log.stays["ana"][0].went == exactly(5.0)


def test_an_order_opens_no_more_than_the_moments_in_which_nobody_was_told_of_it() -> None:
    log = EveningLog()
    log.stays["ana"] = [stay((1.0, 20.0))]
    log.stays["ben"] = [stay((1.0, 10.5))]
    log.sent["to breakout", ""] = 10.0
    log.settle([])
    assert log.stays["ana"] == [stay((1.0, 20.0))]
    room, perhaps = log.stays["ben"]
    assert (room.went, perhaps.zone) == (Window(10.0, 10.5), BREAKOUT)


def test_the_same_seed_tells_the_same_evening() -> None:
    assert plan_script(7) == plan_script(7)
    assert plan_script(7) != plan_script(8)
    assert all(sum(person.page for person in plan_script(seed).people) >= 2 for seed in range(50))
