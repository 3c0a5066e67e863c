"""What a proxy or an operator may conclude from the health addresses."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import redis
from django.db import connection
from django.test import Client
from pytest_django import Settings

from vip.devservices import free_port

NODE = "vip:sfu:test-node"


@pytest.fixture
def registry(settings: Settings) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(NODE)
        yield client
        client.delete(NODE)


@pytest.fixture
def media_node(registry: redis.Redis) -> None:
    """A media node's heartbeat in the registry."""
    registry.set(NODE, "{}", ex=30)


def test_alive_asks_neither_database_nor_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (HTTPStatus.OK, {"alive": True})


@pytest.mark.django_db
@pytest.mark.usefixtures("media_node")
def test_ready_with_a_database_redis_and_a_media_node(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (HTTPStatus.OK, {"ready": True, "failing": []})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.usefixtures("registry")
def test_without_a_media_node_it_is_not_ready_and_says_so(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json() == {"ready": False, "failing": ["sfu"]}


@pytest.mark.django_db
def test_without_redis_it_names_redis_and_what_stands_on_it(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    answer = client.get("/readyz")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json() == {"ready": False, "failing": ["redis", "sfu"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("media_node")
def test_without_its_database_it_names_the_database_and_tells_nothing_more(client: Client) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "nowhere"
    try:
        answer = client.get("/readyz")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json() == {"ready": False, "failing": ["database"]}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
