"""Local servers that speak the protocols of real providers, each on a port of its own, and misbehave on demand."""

from __future__ import annotations

import json
import sys
import threading
from abc import ABC, abstractmethod
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import http_ece
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Mischief(Enum):
    """What a provider does instead of taking a message and saying so."""

    NONE = "it behaves"
    HANG = "it neither takes the message nor answers"
    TAKE_AND_HANG = "it takes the message and never answers"
    TAKE_AND_VANISH = "it takes the message and closes the connection without an answer"
    TAKE_AND_BABBLE = "it takes the message and answers with what nobody can read"


# A status of HTTP, with what the provider says beside it, or a mischief.
Behaviour = Mischief | tuple[int, dict[str, object]]


@dataclass
class Provider(ABC):
    """What all of them do: keep what they take, and follow their script; after it they behave."""

    port: int = 0
    script: deque[Behaviour] = field(default_factory=deque)
    taken: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    # Set once somebody waits for an answer that never comes.
    hanging: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def understand(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        """The message in a request; raises ``Refused`` where the real provider would refuse it."""

    @abstractmethod
    def take(self, message: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Keep it, and answer as the real provider does."""


class Refused(Exception):
    def __init__(self, status: int, answer: dict[str, object]) -> None:
        super().__init__(status)
        self.status, self.answer = status, answer


@dataclass
class Twilio(Provider):
    """The Messages resource: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource"""

    account: str = "AC" + "0" * 32
    token: str = "not-a-secret"

    def understand(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        if path != f"/2010-04-01/Accounts/{self.account}/Messages.json":
            raise Refused(404, {"code": 20404, "message": "not found", "status": 404})
        credentials = headers.get("authorization", "").removeprefix("Basic ")
        if b64decode(credentials).decode() != f"{self.account}:{self.token}":
            raise Refused(401, {"code": 20003, "message": "Authenticate", "status": 401})
        said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if not {"To", "Body"} <= said.keys() or not {"From", "MessagingServiceSid"} & said.keys():
            raise Refused(400, twilio_error(21604, 400))
        return said

    def take(self, message: dict[str, str]) -> tuple[int, dict[str, object]]:
        sid = f"SM{uuid4().hex}"
        self.taken.append({**message, "sid": sid})
        return 201, {
            "sid": sid,
            "status": "queued",
            "to": message["To"],
            "body": message["Body"],
            "num_segments": "1",
            "direction": "outbound-api",
            "error_code": None,
            "account_sid": self.account,
        }


def twilio_error(code: int, status: int) -> dict[str, object]:
    """An error as Twilio writes one."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": "said by the test", "more_info": more, "status": status}


@dataclass
class Resend(Provider):
    """An e-mail provider that takes a key: https://resend.com/docs/api-reference/emails/send-email"""

    key: str = "re_not_a_secret"
    made: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def times_taken(self) -> Counter[str]:
        return Counter(message["Idempotency-Key"] for message in self.taken)

    def understand(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        if path != "/emails":
            raise Refused(404, {"statusCode": 404, "name": "not_found", "message": "not found"})
        if headers.get("authorization") != f"Bearer {self.key}":
            raise Refused(401, {"statusCode": 401, "name": "missing_api_key", "message": "no key"})
        said = json.loads(body)
        if not {"from", "to", "subject"} <= said.keys():
            raise Refused(422, {"statusCode": 422, "name": "missing_required_field", "message": "?"})
        return {
            "Idempotency-Key": headers.get("idempotency-key", ""),
            "to": said["to"][0],
            "subject": said["subject"],
            "text": said["text"],
            "Message-ID": said["headers"]["Message-ID"],
            "attachments": json.dumps(said.get("attachments", [])),
        }

    def take(self, message: dict[str, str]) -> tuple[int, dict[str, object]]:
        key = message["Idempotency-Key"]
        if key and key in self.made:
            return 200, self.made[key]
        self.taken.append(message)
        answer: dict[str, object] = {"id": str(uuid4())}
        if key:
            self.made[key] = answer
        return 200, answer


@dataclass
class PushService(Provider):
    """A push service (RFC 8030) that checks the sender's signature (RFC 8292) and opens the message (RFC 8291), as the
    service and the browser behind it would.
    """

    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self) -> Browser:
        """A new one that subscribed here."""
        made = Browser(endpoint=f"{self.url}/push/{uuid4().hex}")
        self.browsers[urlsplit(made.endpoint).path] = made
        return made

    def understand(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        browser = self.browsers.get(path)
        if browser is None:
            raise Refused(410, {})
        token, key = (
            part.split("=", 1)[1] for part in headers["authorization"].removeprefix("vapid ").split(",")
        )
        point = urlsafe_b64decode(key + "=" * (-len(key) % 4))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        claims = jwt.decode(token, public, algorithms=["ES256"], audience=self.url)
        assert int(headers["ttl"]) > 0
        text = http_ece.decrypt(
            body, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm"
        ).decode()
        return {"path": path, "topic": headers["topic"], "sub": claims["sub"], "key": key, "text": text}

    def take(self, message: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.taken.append(message)
        return 201, {}


class Browser:
    """A browser's subscription, with the keys that only it has."""

    def __init__(self, *, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = uuid4().bytes

    @property
    def p256dh(self) -> str:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return _base64(point)

    @property
    def auth(self) -> str:
        return _base64(self.secret)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed or gave up is nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving(provider: Provider) -> Iterator[None]:
    """The provider listens until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # its sender was killed in the middle of it
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            with provider.lock:
                provider.asked += 1
                behaviour = provider.script.popleft() if provider.script else None
                if isinstance(behaviour, tuple):
                    status, answer = behaviour
                elif behaviour is Mischief.HANG:
                    status, answer = 0, {}
                else:
                    try:
                        status, answer = provider.take(provider.understand(self.path, headers, body))
                    except Refused as refused:
                        status, answer = refused.status, refused.answer
            self._answer(behaviour, status, answer)

        def _answer(self, behaviour: Behaviour | None, status: int, answer: dict[str, object]) -> None:
            if behaviour in (Mischief.HANG, Mischief.TAKE_AND_HANG):
                provider.hanging.set()
                provider.stopping.wait(30)
                self.close_connection = True
                return
            if behaviour is Mischief.TAKE_AND_VANISH:
                self.close_connection = True
                return
            text = json.dumps(answer).encode()
            if behaviour is Mischief.TAKE_AND_BABBLE:
                text = b"<html>What?"
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: object) -> None:
            """Tests say what went wrong themselves."""

    server = _Server(("127.0.0.1", provider.port), Handler)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        provider.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(10)


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
