"""Other systems are told of attendance once for each change, signed, and again until they take it."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from sessions.domain.errors import TokenRefused
from sessions.domain.events import AttendanceFinalized
from sessions.handlers import tell_other_systems
from sessions.models import CallState, Role, User, Webhook, WebhookCall
from sessions.services.webhooks import AGAIN_AFTER, add_webhook, call_due, end_webhook
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2027, 3, 11, 9, tzinfo=UTC)


class Receiver:
    """A server that keeps what it is told, and answers what it is set to."""

    def __init__(self) -> None:
        self.status = 204
        self.heard: list[tuple[dict[str, str], str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.heard.append(({key.lower(): value for key, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def supervisor() -> User:
    return factories.person(Role.SUPERVISOR)


@pytest.fixture
def webhook(receiver: Receiver, supervisor: User) -> Webhook:
    return add_webhook(url=receiver.url, by=supervisor, now=NOW)


def something_final() -> AttendanceFinalized:
    return AttendanceFinalized(session_id=factories.session_at(NOW, clients=1).pk)


def a_moment_later(call: WebhookCall) -> datetime:
    return max(call.due_at, call.made_at) + timedelta(seconds=1)


def test_what_is_told_is_signed_and_names_nobody(receiver: Receiver, webhook: Webhook) -> None:
    event = something_final()
    tell_other_systems(event)
    call = WebhookCall.objects.get()

    assert call_due(now=a_moment_later(call)) == 1

    ((headers, body),) = receiver.heard
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
    assert json.loads(body)["type"] == "attendance.finalized"
    assert json.loads(body)["data"] == {"session": str(event.session_id)}
    call.refresh_from_db()
    assert (call.state, call.tries, call.answer) == (CallState.DELIVERED, 1, "204")


def test_an_event_that_the_relay_tells_twice_is_one_call(receiver: Receiver, webhook: Webhook) -> None:
    event = something_final()
    tell_other_systems(event)
    tell_other_systems(event)

    assert WebhookCall.objects.count() == 1


def test_several_workers_share_the_calls(receiver: Receiver, webhook: Webhook) -> None:
    for _ in range(6):
        tell_other_systems(something_final())
    later = a_moment_later(WebhookCall.objects.order_by("-made_at")[0])

    at_once([partial(call_due, now=later)] * 3)

    assert len(receiver.heard) == 6
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 6


def test_a_receiver_that_fails_is_told_again_with_the_same_id_until_it_takes_it(
    receiver: Receiver, webhook: Webhook
) -> None:
    tell_other_systems(something_final())
    receiver.status = 500
    call = WebhookCall.objects.get()
    first = a_moment_later(call)
    assert call_due(now=first) == 1
    assert call_due(now=first + timedelta(seconds=59)) == 0

    receiver.status = 200
    assert call_due(now=first + timedelta(seconds=60)) == 1

    call.refresh_from_db()
    assert (call.state, call.tries) == (CallState.DELIVERED, 2)
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1


def test_a_receiver_that_never_takes_it_is_given_up_and_said_so(receiver: Receiver, webhook: Webhook) -> None:
    tell_other_systems(something_final())
    call = WebhookCall.objects.get()
    receiver.close()

    for _ in range(len(AGAIN_AFTER) + 1):
        call.refresh_from_db()
        assert call.state == CallState.WAITING
        call_due(now=a_moment_later(call))

    call.refresh_from_db()
    assert (call.state, call.answer) == (CallState.GIVEN_UP, "ConnectionError")


def test_a_redirect_is_not_followed(receiver: Receiver, webhook: Webhook) -> None:
    tell_other_systems(something_final())
    receiver.status = 302
    call_due(now=a_moment_later(WebhookCall.objects.get()))

    assert len(receiver.heard) == 1
    assert WebhookCall.objects.get().answer == "302"


def test_an_ended_webhook_is_told_nothing_more(
    receiver: Receiver, webhook: Webhook, supervisor: User
) -> None:
    tell_other_systems(something_final())
    end_webhook(webhook.pk, by=supervisor, now=NOW)
    tell_other_systems(something_final())

    assert call_due(now=datetime(2099, 1, 1, tzinfo=UTC)) == 0
    assert receiver.heard == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/told", "not_https"),
        ("https://127.0.0.1/told", "own_network"),
        ("https://10.0.0.7/told", "own_network"),
        ("https://[::1]/told", "own_network"),
        ("https://169.254.169.254/latest", "own_network"),
    ],
)
def test_in_production_an_address_in_our_own_network_is_refused(
    supervisor: User, settings: Any, url: str, code: str
) -> None:
    settings.PRODUCTION = True
    with pytest.raises(TokenRefused) as refused:
        add_webhook(url=url, by=supervisor, now=NOW)
    assert refused.value.code == code


def test_a_name_that_comes_to_mean_our_own_network_is_not_called(
    receiver: Receiver, webhook: Webhook, settings: Any
) -> None:
    tell_other_systems(something_final())
    settings.PRODUCTION = True

    call_due(now=a_moment_later(WebhookCall.objects.get()))

    assert receiver.heard == []
    assert WebhookCall.objects.get().answer == "own network"


def test_only_supervisors_connect_systems() -> None:
    for role in (Role.CLIENT, Role.FACILITATOR, Role.COORDINATOR):
        with pytest.raises(TokenRefused):
            add_webhook(url="https://example.com", by=factories.person(role), now=NOW)
