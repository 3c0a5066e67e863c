"""What Prometheus is told of messages: numbers by channel and state, and never whom they are for.

The numbers are read from the rows when they are asked for, so every web process tells the same and none has to have
sent anything itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from notifications.models import StaffTask
from notifications.queries.delivery import Measure, channel_counts, oldest_waiting_s

# Of what was due in the last day: old failures are history, not something to be woken for.
WITHIN = timedelta(days=1)


def exposition(*, now: datetime) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_Messages(now))
    return generate_latest(registry)


class _Messages(Collector):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        counts = GaugeMetricFamily(
            "vip_messages",
            "Messages that were due in the last day, by channel and state.",
            labels=["channel", "state"],
        )
        for each in channel_counts(since=self._now - WITHIN, now=self._now):
            for measure in Measure:
                counts.add_metric([each.channel.value, measure.value], each.counts[measure])
        yield counts
        yield GaugeMetricFamily(
            "vip_messages_oldest_waiting_seconds",
            "For how long the longest waiting message has been due.",
            value=oldest_waiting_s(now=self._now),
        )
        yield GaugeMetricFamily(
            "vip_staff_tasks_open",
            "Tasks that wait for a person.",
            value=StaffTask.objects.filter(done_at=None, due_at__lte=self._now).count(),
        )
