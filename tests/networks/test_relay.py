"""Behind a firewall that lets nothing but the relay through, people see and hear each other, and the relay is nobody
else's: with a real coturn as docker-compose.yml runs it, and real Chromium."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pytest_django import Settings

from rooms.protocol.messages import IceServer
from rooms.turn import GOOD_FOR, ice_servers

from .lines import Wanted
from .relay import HOST, SECRET, Relay, refusal, relay
from .stage import meet, stage

PERSON = "5f0c7a52"


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[Relay]:
    with relay(tmp_path) as running:
        yield running


@pytest.fixture
def shared(settings: Settings, coturn: Relay) -> None:
    """The house knows coturn's secret and where it is."""
    settings.TURN_SECRET = SECRET
    settings.TURN_URLS = [coturn.url("udp")]


def credentials(now: datetime) -> tuple[str, str]:
    (server,) = ice_servers(PERSON, now)
    assert server.username is not None
    assert server.credential is not None
    return server.username, server.credential


@pytest.mark.usefixtures("shared")
async def test_the_relay_takes_whom_the_house_sends_for_as_long_as_it_said_and_to_the_media_alone(
    coturn: Relay,
) -> None:
    now = datetime.now(UTC)
    media, elsewhere = (HOST, 7001), ("127.0.0.2", 7001)
    username, password = credentials(now)

    assert await refusal(coturn, username, password, peer=media) is None
    assert await refusal(coturn, username, "guessed", peer=media) == 401
    later = f"{int((now + 9 * GOOD_FOR).timestamp())}:{PERSON}"
    assert await refusal(coturn, later, password, peer=media) == 401
    for peer in (elsewhere, ("10.0.0.1", 22), ("192.168.1.1", 80), ("8.8.8.8", 53)):
        assert await refusal(coturn, username, password, peer=peer) == 403, peer

    over = credentials(now - GOOD_FOR - timedelta(seconds=1))
    assert await refusal(coturn, *over, peer=media) == 401


@pytest.mark.usefixtures("shared")
async def test_browsers_that_may_use_nothing_but_the_relay_see_and_hear_each_other(
    coturn: Relay, settings: Settings, tmp_path: Path
) -> None:
    """One by UDP, one by TCP, and one by TLS, which is all that some hospitals' networks let out."""
    async with stage(f"--ignore-certificate-errors-spki-list={pin(tmp_path)}") as on:
        lines = {}
        for person, way in (("ana", "udp"), ("ben", "tcp"), ("carla", "tls")):
            settings.TURN_URLS = [coturn.url(way)]
            servers = tuple(map(as_browser_takes_it, ice_servers(person, datetime.now(UTC))))
            wanted = Wanted(height=180, relayed=True, ice_servers=servers)
            lines[way] = await on.enter(person, wanted, clear=True)
        await meet(on, *lines.values(), seats=2)

        assert {way: await line.route() for way, line in lines.items()} == {
            way: f"relay {way}" for way in lines
        }


@pytest.mark.usefixtures("shared")
async def test_the_check_before_joining_tells_how_the_relay_is_reached(
    coturn: Relay, settings: Settings
) -> None:
    async with stage() as on:
        line = await on.tab("ana")
        found = {}
        for name, url in (
            ("open", coturn.url("udp")),
            ("no UDP", coturn.url("tcp")),
            ("shut", f"turn:{HOST}:9?transport=tcp"),  # nobody listens there
        ):
            settings.TURN_URLS = [url]
            (server,) = ice_servers("ana", datetime.now(UTC))
            found[name] = await line.way_to_the_relay(as_browser_takes_it(server))

        assert found == {"open": "udp", "no UDP": "tcp", "shut": "none"}


def as_browser_takes_it(server: IceServer) -> dict[str, object]:
    return {"urls": list(server.urls), "username": server.username, "credential": server.credential}


def pin(directory: Path) -> str:
    """The one certificate that nobody signed and this browser takes all the same: the hash of its key."""
    certificate = x509.load_pem_x509_certificate((directory / "turn.crt").read_bytes())
    key = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
