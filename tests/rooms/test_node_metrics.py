"""What a media node tells Prometheus, and that the dashboard asks for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rooms.nodehealth import metrics_of
from rooms.sfu.paths import Reading
from rooms.sfu.stats import Drop

from .fakes import FakeMediaServer

DASHBOARD = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "media.json"
NAME = re.compile(r"\b(?:vip|process)_\w+")


@pytest.fixture
def server() -> FakeMediaServer:
    return FakeMediaServer(lambda event: None)


def told(server: FakeMediaServer) -> dict[str, dict[str, float]]:
    """By sample name and labels."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(metrics_of(server).decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def expressions() -> list[str]:
    dashboard: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def test_every_expression_of_the_dashboard_names_what_is_exported(server: FakeMediaServer) -> None:
    exported = set(told(server)) | {f"vip_sfu_{name}_total" for name in ("dropped", "refused", "ended")}
    asked = {name for expression in expressions() for name in NAME.findall(expression)}

    assert len(asked) > 20
    assert asked - exported == set()


def test_every_reason_that_the_dashboard_asks_for_exists() -> None:
    reasons = {reason for expression in expressions() for reason in re.findall(r'reason="(\w+)"', expression)}

    assert reasons
    assert reasons <= {drop.value for drop in Drop}


def test_readings_are_told_by_way_and_name_nobody(server: FakeMediaServer) -> None:
    server.paths.observe(Reading(loss_up=0.0, loss_down=0.04, round_trip=0.08, bitrate_down=900_000.0))
    server.paths.observe(Reading(loss_down=0.3, round_trip=0.09))

    found = told(server)
    loss, trips = found["vip_sfu_path_loss_ratio_bucket"], found["vip_sfu_path_round_trip_seconds_sum"]
    assert {key: value for key, value in loss.items() if key.startswith("le=0.05,")} == {
        "le=0.05,way=up": 1,
        "le=0.05,way=down": 1,
    }
    assert loss["le=+Inf,way=down"] == 2
    assert trips == {"way=both": pytest.approx(0.17)}
    labels = {
        pair.partition("=")[0] for by in found.values() for key in by for pair in key.split(",") if pair
    }
    assert labels <= {"way", "le", "lines", "reason"}


def test_pictures_are_counted_by_a_few_sizes(server: FakeMediaServer) -> None:
    assert set(told(server)["vip_sfu_pictures"]) == {
        "lines=180",
        "lines=360",
        "lines=720",
        "lines=larger",
        "lines=none",
    }
