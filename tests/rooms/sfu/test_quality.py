"""What a browser is told of its own path: only what is notable, and only when it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rooms.sfu import QualityChanged
from rooms.sfu.paths import Reading
from rooms.sfu.peer import Peer
from rooms.sfu.quality import BANDS, EVERY_S, PathQuality, band, share


@dataclass
class Way:
    """As much of a peer as is measured: packets up and down so far."""

    sent: int = 0
    received: int = 0
    expected: int = 0
    lost: float = 0.0
    paused: bool = False
    quality: PathQuality = field(default_factory=PathQuality)
    at: float = 100.0

    def passes(self, *, sent: int = 0, arrived: int = 0, down: int = 0, lost: float = 0.0) -> None:
        self.sent += sent
        self.received += arrived
        self.expected += down
        self.lost += lost

    def look(self, after_s: float = EVERY_S) -> QualityChanged | None:
        self.at += after_s
        reception = SimpleNamespace(expected=self.sent, received=self.received, jitter_s=0.004)
        peer: Any = SimpleNamespace(
            room="room",
            connection="c1",
            publisher=SimpleNamespace(
                encodings=lambda: [
                    SimpleNamespace(reception=reception, bitrate_bps=300_000.0, active=lambda now: True)
                ]
            ),
            subscriber=SimpleNamespace(
                outlets={
                    1: SimpleNamespace(jitter_s=0.02, round_trip_s=0.09),
                    2: SimpleNamespace(jitter_s=0.01, round_trip_s=0.08),
                    3: SimpleNamespace(jitter_s=None, round_trip_s=None),
                },
                sent_bps=900_000.0,
                expected=self.expected,
                lost=self.lost,
                paused=self.paused,
                budget=SimpleNamespace(bps=120_000.4),
            ),
        )
        looked = self.quality.look(cast(Peer, peer), self.at)
        return self.quality.news(cast(Peer, peer)) if looked else None


def test_a_good_path_is_not_talked_about() -> None:
    path = Way()
    for _ in range(5):
        path.passes(sent=200, arrived=200, down=900)
        assert path.look() is None


def test_losses_are_told_when_they_come_and_when_they_go() -> None:
    path = Way()
    path.passes(sent=200, arrived=190, down=1000, lost=150)
    assert path.look() == QualityChanged(
        "room", "c1", loss_up=0.05, loss_down=0.15, down_bps=120_000, video_paused=False
    )
    path.passes(sent=200, arrived=191, down=1000, lost=160)
    assert path.look() is None, "the same, as far as anybody hears"
    path.passes(sent=200, arrived=200, down=1000)
    better = path.look()
    assert better is not None
    assert (better.loss_up, better.loss_down) == (0.0, 0.0)


def test_everything_that_is_known_of_a_path_is_read() -> None:
    path = Way()
    path.passes(sent=200, arrived=190, down=1000, lost=15)
    path.look()

    assert path.quality.reading == Reading(
        loss_up=0.05,
        loss_down=0.015,
        jitter_up=0.004,
        jitter_down=0.02,
        round_trip=0.08,
        bitrate_up=300_000.0,
        bitrate_down=900_000.0,
    )


def test_pictures_that_are_withheld_are_told_at_the_next_look() -> None:
    path = Way(paused=True)
    told = path.look()
    assert told is not None
    assert told.video_paused


def test_it_is_not_looked_at_all_the_time() -> None:
    path = Way()
    path.look()
    path.passes(down=1000, lost=500)
    assert path.look(EVERY_S / 2) is None
    assert path.look(EVERY_S / 2) is not None


@pytest.mark.parametrize(
    ("lost", "expected", "is_share"), [(5, 49, None), (5, 100, 0.05), (-3, 100, 0.0), (200, 100, 1.0)]
)
def test_a_share_is_between_nothing_and_all_and_says_nothing_of_few(
    lost: float, expected: int, is_share: float | None
) -> None:
    assert share(lost, expected) == is_share


def test_the_bounds_at_which_the_page_changes_its_mark_are_the_bands_own() -> None:
    page = Path(__file__).parents[3] / "frontend" / "src" / "room" / "quality.ts"
    bounds = re.findall(r"(?:\bloss:|SURRENDER_LOSS =) ([\d.]+)", page.read_text())

    assert sorted(map(float, bounds)) == list(BANDS)


def test_bands_rise_with_the_loss() -> None:
    assert [band(loss) for loss in (0.0, 0.03, 0.05, 0.11, 0.2)] == [0, 0, 1, 2, 3]
