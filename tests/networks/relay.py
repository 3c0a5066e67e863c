"""A real coturn, run with the options that docker-compose.yml gives it: only ports and files are this run's own."""

from __future__ import annotations

import asyncio
import datetime
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientUdpProtocol
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from vip.devservices import free_port

COMPOSE = Path(__file__).resolve().parents[2] / "docker-compose.yml"
HOST = "127.0.0.1"
SECRET = "shared between coturn and the house"
PATIENCE_S = 20.0
VALUES = {"TURN_SECRET": SECRET, "PUBLIC_HOST": "localhost", "PUBLIC_IP": HOST}


@dataclass(frozen=True, slots=True)
class Relay:
    """Where it listens."""

    port: int
    tls_port: int

    def url(self, way: str) -> str:
        """How a browser reaches it by `udp`, `tcp` or `tls`."""
        if way == "tls":
            return f"turns:localhost:{self.tls_port}?transport=tcp"
        return f"turn:{HOST}:{self.port}?transport={way}"


def coturn() -> str:
    """The program. Raises FileNotFoundError."""
    found = os.environ.get("TURNSERVER") or shutil.which("turnserver")
    if not found:
        raise FileNotFoundError("No coturn here. Run bin/test, which gets it (apt-get install coturn).")
    return found


def options() -> list[str]:
    """What docker-compose.yml tells coturn, filled in."""
    words: list[str] = yaml.safe_load(COMPOSE.read_text())["services"]["coturn"]["command"]
    return [re.sub(r"\$\{(\w+)\}", lambda found: VALUES[found[1]], word) for word in words]


@contextmanager
def relay(directory: Path) -> Iterator[Relay]:
    """A running coturn that relays to this machine's own loopback and to nothing else."""
    where = Relay(port=free_port(), tls_port=free_port())
    make_certificate(directory)
    changed = {
        "--listening-port": str(where.port),
        "--tls-listening-port": str(where.tls_port),
        "--cert": str(directory / "turn.crt"),
        "--pkey": str(directory / "turn.key"),
    }
    given = [f"{name}={changed.pop(name, value)}" if value else name
             for name, _, value in (word.partition("=") for word in options())]  # fmt: skip
    assert not changed, f"docker-compose.yml says nothing of {', '.join(changed)}"
    own = ["-n", f"--listening-ip={HOST}", f"--relay-ip={HOST}", "--allow-loopback-peers",
           f"--pidfile={directory / 'pid'}", f"--userdb={directory / 'db'}"]  # fmt: skip
    log = directory / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([coturn(), *given, *own], stdout=output, stderr=subprocess.STDOUT)
    try:
        _listening(process, log, where)
        yield where
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _listening(process: subprocess.Popen[bytes], log: Path, where: Relay) -> None:
    deadline = time.monotonic() + PATIENCE_S
    for port in (where.port, where.tls_port):
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            try:
                socket.create_connection((HOST, port), PATIENCE_S).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)


def make_certificate(directory: Path) -> None:
    """A certificate of its own for `localhost`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (directory / "turn.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (directory / "turn.key").write_bytes(private)


async def refusal(where: Relay, username: str, password: str, *, peer: tuple[str, int]) -> int | None:
    """The TURN error code (RFC 8656 section 19) with which somebody is kept from reaching `peer`; None: they aren't."""

    def client() -> TurnClientUdpProtocol:
        return TurnClientUdpProtocol((HOST, where.port), username, password, 600, 500)

    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        client, remote_addr=(HOST, where.port)
    )
    try:
        await protocol.connect()
        try:
            await protocol.channel_bind(0x4000, peer)
        finally:
            await protocol.delete()
    except TransactionFailed as failed:
        return int(failed.response.attributes["ERROR-CODE"][0])
    finally:
        transport.close()
    return None
