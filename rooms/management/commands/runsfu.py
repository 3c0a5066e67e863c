"""Run one media server."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import structlog
import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.nodehealth import serve_health
from rooms.nodehost import NodeHost
from rooms.registry import new_node_id
from rooms.sfu import Node, NodeSettings, PortInUse, garbage

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Run a media server (SFU): one UDP port, many rooms. SIGTERM hands its rooms over first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.SFU_PORT, help="UDP port for media")
        parser.add_argument(
            "--health-port", type=int, default=settings.SFU_HEALTH_PORT, help="TCP port for health"
        )
        parser.add_argument("--health-host", default=settings.SFU_HEALTH_HOST, help="address for health")
        parser.add_argument(
            "--name", default="sfu", help="its name in the registry; each start adds its own suffix"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        uvloop.run(run(**{name: options[name] for name in ("port", "health_port", "health_host", "name")}))


async def run(*, port: int, health_port: int, health_host: str, name: str) -> None:
    """Serve until SIGTERM or SIGINT. Raises ``CommandError`` where a port is taken."""
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    node = NodeSettings(
        host=settings.SFU_HOST,
        port=port,
        announced=tuple(settings.SFU_ANNOUNCED),
        seats=settings.SFU_SEATS,
        voices=settings.SFU_VOICES,
    )
    host = NodeHost(id=new_node_id(name), make_server=lambda on_event: Node(settings=node, on_event=on_event))
    try:
        health = await serve_health(host, address=health_host, port=health_port)
    except OSError as error:
        raise CommandError(
            f"TCP port {health_port} is already in use. Stop the other program, or choose another --health-port."
        ) from error
    try:
        await host.start()
    except PortInUse as error:
        raise CommandError(error.sentence) from error
    garbage.settle()
    log.info("media server ready", node=host.id, port=host.server.port)
    await told_to_stop.wait()
    log.info("media server drains", node=host.id)
    await host.drain()
    await host.stop()
    health.close()
