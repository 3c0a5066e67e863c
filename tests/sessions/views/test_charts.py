"""Measures in drawings and words: nothing falls outside the drawing, and every sentence can be translated."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sessions.domain.measures import CHOICES, INSTRUMENTS, Severity
from sessions.models import MeasureResult
from sessions.queries.measures import courses
from sessions.services.measures import send
from sessions.templatetags.measure_words import SENTENCES, SEVERITY_WORDS, TITLES
from sessions.views.charts import trend
from tests import factories


def test_every_sentence_of_the_instruments_is_known_to_the_translators() -> None:
    items = [item for instrument in INSTRUMENTS.values() for item in instrument.items]
    assert set(SENTENCES) == {*CHOICES, *items}
    assert TITLES.keys() == INSTRUMENTS.keys()
    assert SEVERITY_WORDS.keys() == set(Severity)


@pytest.mark.django_db
@pytest.mark.parametrize("key", INSTRUMENTS)
def test_a_trend_lies_within_its_drawing_and_higher_scores_higher_up(key: str, now: datetime) -> None:
    client, instrument = factories.client(), INSTRUMENTS[key]
    for days, points in ((40, 0), (20, instrument.most_points), (20, 1)):
        answers = dict.fromkeys(range(1, len(instrument.items) + 1), points)
        send(client=client, measure=key, answers=answers, now=now - timedelta(days=days))
    (course,) = courses(client=client, now=now)
    drawn = trend(course)
    assert drawn is not None
    assert all(drawn.left <= point.x <= drawn.right and 0 <= point.y <= drawn.foot for point in drawn.points)
    low, high, _ = drawn.points
    assert high.y < low.y == drawn.foot
    # The bands cover the scale without holes, from the highest score down to none.
    edges = [band.y for band in drawn.bands] + [drawn.foot]
    assert all(
        band.y + band.height == pytest.approx(below)
        for band, below in zip(drawn.bands, edges[1:], strict=True)
    )


@pytest.mark.django_db
def test_a_single_score_has_no_trend(now: datetime) -> None:
    client = factories.client()
    send(client=client, measure="cravings", answers={1: 4}, now=now)
    (course,) = courses(client=client, now=now)
    assert trend(course) is None
    assert MeasureResult.objects.count() == 1
