"""The budget follows a path down at once and feels its way up again."""

import itertools

from rooms.sfu.budget import DRAINING_S, Budget

STEP = 0.5


def run(
    budget: Budget, *, sent: float, seconds: float, start: float, remb: float | None = None
) -> float | None:
    """Half-second updates of a path on which so much is sent and wanted."""
    for step in range(int(seconds / STEP)):
        now = start + step * STEP
        if remb is not None:
            budget.observe_remb(remb, now)
        budget.update(sent_bps=sent, wanted_bps=2_000_000, now=now)
    return budget.bps


def test_without_complaints_there_is_no_limit() -> None:
    assert run(Budget(), sent=1_000_000, remb=1_200_000, seconds=30, start=0) is None


def test_a_single_low_estimate_is_a_hiccup() -> None:
    budget = Budget()
    run(budget, sent=1_000_000, remb=1_200_000, seconds=10, start=0)

    run(budget, sent=1_000_000, remb=400_000, seconds=STEP, start=10)

    assert run(budget, sent=1_000_000, remb=1_200_000, seconds=5, start=10.5) is None


def test_a_low_estimate_limits_and_forbids_to_take_pictures_away() -> None:
    budget = Budget()

    assert run(budget, sent=1_000_000, remb=400_000, seconds=5, start=0) == 400_000
    assert not budget.may_pause(5)


def test_losses_limit_and_allow_to_take_pictures_away() -> None:
    budget = Budget()
    run(budget, sent=1_000_000, seconds=5, start=0)

    budget.observe_loss(100, 200)
    bps = run(budget, sent=1_000_000, seconds=STEP, start=5)

    assert bps is not None
    assert bps < 800_000
    assert budget.may_pause(6)


def test_one_lost_packet_of_a_few_is_chance() -> None:
    budget = Budget()
    for step in range(20):
        budget.observe_loss(1 if step == 3 else 0, 8)
        budget.update(sent_bps=100_000, wanted_bps=100_000, now=step * STEP)

    assert budget.bps is None


def test_what_is_wanted_fits_again_within_fifteen_seconds_of_the_limit_being_lifted() -> None:
    budget = Budget()
    run(budget, sent=1_000_000, remb=300_000, seconds=10, start=0)

    lifted = run(budget, sent=300_000, remb=450_000, seconds=15, start=10)

    assert lifted is None or lifted > 2_000_000


def test_a_queue_before_a_narrow_place_is_noticed_by_the_time_it_takes() -> None:
    budget = Budget()
    run(budget, sent=600_000, seconds=5, start=0)
    for _ in range(10):
        budget.observe_round_trip(0.05, 0.0)

    budget.observe_round_trip(0.2, 0.0)
    assert run(budget, sent=600_000, seconds=STEP, start=5) is None, "a hiccup"
    budget.observe_round_trip(0.2, 0.0)

    bps = run(budget, sent=600_000, seconds=STEP, start=5.5)
    assert bps is not None
    assert 400_000 < bps < 600_000
    assert not budget.may_pause(6), "nothing is lost yet"


def test_a_full_queue_is_emptied_before_pictures_come_again() -> None:
    budget = Budget()
    run(budget, sent=600_000, seconds=5, start=0)
    found = [budget.observe_round_trip(seconds, 5.0) for seconds in (0.05, 0.06, 0.35, 0.06, 0.35)]

    assert found == [False, False, False, False, True], "one that was late is a hiccup"
    assert budget.bps is not None
    assert budget.bps < 600_000
    assert budget.draining(5 + DRAINING_S / 2)
    assert budget.may_pause(5.1)
    assert not budget.draining(5 + DRAINING_S)


def test_where_much_is_missing_already_one_late_report_is_no_hiccup() -> None:
    budget = Budget()
    run(budget, sent=600_000, seconds=5, start=0)
    budget.observe_round_trip(0.05, 5.0)

    assert budget.observe_round_trip(0.35, 5.0, lambda: True)
    assert budget.draining(5.1)


def test_what_was_lost_in_a_full_queue_is_not_held_against_what_is_sent_afterwards() -> None:
    budget = Budget()
    run(budget, sent=600_000, seconds=5, start=0)
    budget.overrun(280_000, now=5.0)
    limit = budget.bps
    budget.observe_loss(60, 120)

    assert run(budget, sent=60_000, seconds=1, start=5.5) == limit


def test_nothing_is_added_while_a_queue_grows() -> None:
    budget = Budget()
    budget.observe_round_trip(0.05, 0.0)
    budget.overrun(280_000, now=0.0)
    limit = budget.bps
    budget.observe_round_trip(0.12, 0.0)

    assert run(budget, sent=200_000, seconds=10, start=0) == limit
    for seconds in (0.06, 0.06):
        budget.observe_round_trip(seconds, 0.0)
    grown = run(budget, sent=200_000, seconds=2, start=10)
    assert grown is not None
    assert limit is not None
    assert grown > limit


def test_a_path_that_carries_more_than_it_did_is_tried_out_faster() -> None:
    def grown(sent: float) -> float:
        budget = Budget()
        run(budget, sent=300_000, seconds=5, start=0)
        budget.overrun(300_000, now=5.0)
        run(budget, sent=sent, seconds=5, start=5)
        before = budget.bps
        after = run(budget, sent=sent, seconds=1, start=10)
        assert before is not None
        assert after is not None
        return after / before

    assert grown(280_000) < 1.6
    assert grown(450_000) > 3


def test_reports_that_are_held_up_now_and_then_do_not_keep_a_limit() -> None:
    budget = Budget()
    budget.overrun(280_000, now=0.0)
    limit = budget.bps
    for seconds in (0.04, 0.08, 0.09, 0.07, 0.1, 0.08, 0.11):
        budget.observe_round_trip(seconds, 0.0)

    grown = run(budget, sent=200_000, seconds=6, start=0)
    assert grown is not None
    assert limit is not None
    assert grown > limit


def test_what_got_through_is_the_limit_at_once_when_a_path_is_overrun() -> None:
    budget = Budget()
    run(budget, sent=1_000_000, seconds=5, start=0)

    budget.overrun(280_000, now=5.1)

    assert budget.bps is not None
    assert 140_000 <= budget.bps < 280_000
    assert budget.may_pause(5.2)


def test_failed_attempts_become_rarer() -> None:
    budget = Budget()
    shrunk: list[float] = []
    last = None
    for step in range(240):
        now = step * STEP
        sent = 600_000 if budget.bps is None else min(budget.bps, 2_000_000)
        budget.observe_remb(min(300_000, sent), now)
        bps = budget.update(sent_bps=sent, wanted_bps=2_000_000, now=now)
        if bps is not None and (last is None or bps < last):
            shrunk.append(now)
        last = bps

    pauses = [later - earlier for earlier, later in itertools.pairwise(shrunk) if later - earlier > 2]
    assert pauses
    assert pauses[-1] > pauses[0] + 1.5
