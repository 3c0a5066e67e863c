"""A media server's own small HTTP: ``/healthz`` (alive), ``/readyz`` (can take rooms), ``/metrics`` (Prometheus).

The metrics are totals of the node: no rooms, no people.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from http import HTTPStatus

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from rooms.nodehost import MediaServer, NodeHost
from rooms.sfu.paths import SIZES, Figure

# A health check is one short request; whoever dawdles is no health check.
TIMEOUT_S = 5.0
BY_REASON = {
    "dropped": "Datagrams that went nowhere.",
    "refused": "Offers that were not accepted.",
    "ended": "Connections whose media ended.",
}
GAUGES = {"rooms", "people", "connections"}
# What is read of each connection every few seconds: its name, what it says, and which way where there are two.
READINGS = {
    Figure.LOSS_UP: ("loss_ratio", "Share of packets that were lost.", "up"),
    Figure.LOSS_DOWN: ("loss_ratio", "Share of packets that were lost.", "down"),
    Figure.JITTER_UP: ("jitter_seconds", "How much the time that packets are under way differs.", "up"),
    Figure.JITTER_DOWN: ("jitter_seconds", "How much the time that packets are under way differs.", "down"),
    Figure.ROUND_TRIP: ("round_trip_seconds", "The time to a browser and back.", "both"),
    Figure.BITRATE_UP: ("bitrate_bps", "Bits of media a second.", "up"),
    Figure.BITRATE_DOWN: ("bitrate_bps", "Bits of media a second.", "down"),
}


class NodeMetrics(Collector):
    """A node's counters, read when they are asked for."""

    def __init__(self, server: MediaServer) -> None:
        self._server = server

    def collect(self) -> Iterator[Metric]:
        yield from self._counted()
        yield from self._readings()
        pictures = GaugeMetricFamily(
            "vip_sfu_pictures", "Now: seats by the size of their picture.", labels=["lines"]
        )
        shown = self._server.pictures()
        for lines in (*map(str, SIZES), "larger", "none"):
            pictures.add_metric([lines], shown[lines])
        yield pictures

    def _readings(self) -> Iterator[Metric]:
        families: dict[str, HistogramMetricFamily] = {}
        for figure, (name, about, way) in READINGS.items():
            if name not in families:
                families[name] = HistogramMetricFamily(f"vip_sfu_path_{name}", about, labels=["way"])
            histogram = self._server.paths.histograms[figure]
            families[name].add_metric([way], histogram.cumulative(), histogram.sum)
        yield from families.values()

    def _counted(self) -> Iterator[Metric]:
        for name, value in asdict(self._server.stats()).items():
            if name in BY_REASON:
                counted = CounterMetricFamily(f"vip_sfu_{name}", BY_REASON[name], labels=["reason"])
                for reason, count in value.items():
                    counted.add_metric([reason], count)
                yield counted
            elif name in GAUGES:
                yield GaugeMetricFamily(f"vip_sfu_{name}", f"Now: {name}.", value=value)
            else:
                yield CounterMetricFamily(f"vip_sfu_{name}", f"Since start: {name}.", value=value)


def metrics_of(server: MediaServer) -> bytes:
    """A media server's metrics, and its process's, as Prometheus reads them."""
    metrics = CollectorRegistry()
    metrics.register(NodeMetrics(server))
    ProcessCollector(registry=metrics)
    return generate_latest(metrics)


async def serve_health(host: NodeHost, *, address: str, port: int) -> asyncio.Server:
    """Answer until the server is closed. Raises ``OSError`` if the port is taken."""

    def answer(path: str) -> tuple[HTTPStatus, str, bytes]:
        if path == "/healthz":
            return HTTPStatus.OK, "application/json", b'{"alive": true}'
        if path == "/readyz":
            ready = host.announced and not host.draining
            status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
            return status, "application/json", b'{"ready": true}' if ready else b'{"ready": false}'
        if path == "/metrics":
            return HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", metrics_of(host.server)
        return HTTPStatus.NOT_FOUND, "text/plain", b"Ask for /healthz, /readyz or /metrics.\n"

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                head = await reader.readuntil(b"\r\n\r\n")
                words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
                status, kind, body = answer(words[1].partition("?")[0] if len(words) == 3 else "")
                writer.write(
                    f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                )
                writer.write(b"" if words[0] == "HEAD" else body)
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # not a health check; there is nothing to answer
        finally:
            writer.close()

    return await asyncio.start_server(converse, address, port)
