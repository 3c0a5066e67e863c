"""What a node tells of all its paths together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.paths import BOUNDS, Figure, Histogram, Paths, Reading, size


@given(st.lists(st.floats(0, 2, allow_subnormal=False)))
def test_a_histogram_counts_each_reading_at_every_bound_that_it_keeps(readings: list[float]) -> None:
    bounds = BOUNDS[Figure.ROUND_TRIP]
    histogram = Histogram(bounds)
    for reading in readings:
        histogram.observe(reading)

    expected = [(str(bound), sum(reading <= bound for reading in readings)) for bound in bounds]
    assert histogram.cumulative() == [*expected, ("+Inf", len(readings))]
    assert abs(histogram.sum - sum(readings)) < 1e-6


def test_what_a_reading_does_not_know_is_not_counted() -> None:
    paths = Paths()
    paths.observe(Reading(loss_up=0.0, round_trip=0.07))

    counted = {figure for figure, histogram in paths.histograms.items() if histogram.cumulative()[-1][1]}
    assert counted == {Figure.LOSS_UP, Figure.ROUND_TRIP}


def test_sizes_are_few() -> None:
    assert [size(height) for height in (None, 90, 180, 181, 360, 540, 720, 1080)] == [
        *("none", "180", "180", "360", "360", "720", "720", "larger"),
    ]
