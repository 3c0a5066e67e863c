"""The processes of a house and the commands that start them: the table that a Procfile would be.

``{braces}`` are filled in by the house. A second process of a kind is named ``web2``, ``sfu2`` and so on, and gets
ports of its own.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port that a part listens on: the one it prefers, which may be taken."""

    preferred: int
    kind: socket.SocketKind = socket.SOCK_STREAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of process. ``command`` is split at blanks before its braces are filled."""

    command: str
    ports: Mapping[str, Port] = field(default_factory=dict)
    stop_within: timedelta = timedelta(seconds=10)


PARTS: Mapping[str, Part] = {
    "web": Part(
        # The room answers messages above 256 kB with a reason, so daphne lets larger ones through; access lines would
        # hold people's tokens (-v 0).
        command="{python} -m daphne -v 0 -b {host} -p {web_port} --websocket-max-message-size 1048576"
        " --websocket-max-frame-size 1048576 vip.asgi:application",
        ports={"web_port": Port(preferred=8000)},
    ),
    "sfu": Part(
        command="{python} manage.py runsfu --port {media_port} --health-port {health_port} --name {name}",
        ports={
            "media_port": Port(preferred=7000, kind=socket.SOCK_DGRAM),
            "health_port": Port(preferred=7001),
        },
    ),
    "worker": Part(
        command="{python} -m celery -A vip worker --concurrency 2 --loglevel INFO --hostname {name}@vip"
        " --without-gossip --without-mingle",
    ),
    "beat": Part(
        command="{python} -m celery -A vip beat --loglevel INFO --schedule {data}/beat-schedule --pidfile="
    ),
    "inbox": Part(
        command="{python} manage.py demo_inbox --port {smtp_port}", ports={"smtp_port": Port(preferred=1025)}
    ),
    "participants": Part(
        command="{python} manage.py demo_participants --session live --forever --count {people} --base-url {url}"
        " --receive {receive}",
    ),
}

# In the order they start; they stop the other way round.
EVERYTHING = ("web", "sfu", "worker", "beat", "inbox", "participants")


def kind_of(name: str) -> str:
    """``sfu2`` is a ``sfu``."""
    return name.rstrip("0123456789")
