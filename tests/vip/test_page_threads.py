"""Who answers pages: threads that stay, so that their connections to the database do."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string
from pytest_django import Settings

from vip import settings as product
from vip.page_threads import Pages

PATIENCE_S = 20
pairs = threading.Barrier(2)


def who_answers(request: HttpRequest) -> HttpResponse:
    """The thread, and its session in PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone() or (None,)
    return HttpResponse(f"{threading.get_ident()} {session}")


def with_another(request: HttpRequest) -> HttpResponse:
    """Answers once two of these are being answered."""
    pairs.wait(PATIENCE_S)
    return HttpResponse(str(threading.get_ident()))


def hang_up(request: HttpRequest) -> HttpResponse:
    connections.close_all()
    return HttpResponse()


urlpatterns = [path("who/", who_answers), path("pair/", with_another), path("hang-up/", hang_up)]


@pytest.fixture(autouse=True)
def only_these_pages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections may stay for a minute, as in production."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 60)


async def answer(pages: Pages, path: str) -> str:
    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"testserver")]}
    visit = ApplicationCommunicator(pages, scope | {"query_string": b""})
    await visit.send_input({"type": "http.request", "body": b""})
    start = await visit.receive_output(PATIENCE_S)
    assert start["status"] == 200
    body = await visit.receive_output(PATIENCE_S)
    await visit.wait(PATIENCE_S)
    return str(body["body"].decode())


@pytest.mark.django_db(transaction=True)
def test_the_next_page_comes_by_the_same_thread_and_the_same_connection() -> None:
    @async_to_sync
    async def visits() -> list[str]:
        pages = Pages(threads=4)
        try:
            return [await answer(pages, "/who/") for _ in range(3)]
        finally:
            await answer(pages, "/hang-up/")

    first, *others = visits()
    assert others == [first, first]


def test_so_many_pages_at_once_and_no_more() -> None:
    @async_to_sync
    async def visits() -> list[str]:
        pages = Pages(threads=2)
        return await asyncio.gather(*(answer(pages, "/pair/") for _ in range(6)))

    answered = visits()
    assert (len(answered), len(set(answered))) == (6, 2)


def test_no_middleware_makes_a_page_cross_to_the_event_loop() -> None:
    middleware = {name: import_string(name) for name in product.MIDDLEWARE}
    assert [name for name, each in middleware.items() if not getattr(each, "sync_capable", True)] == []
