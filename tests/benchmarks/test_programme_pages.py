"""`bin/measure programme` opens every page of the care programme, and none takes more queries in a larger clinic."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve
from pytest_django import Settings

from benchmarks.programme import MOMENT, SEED, opened, query_counts, require_answer
from sessions import urls
from sessions.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

# Answers that are no pages of the programme: files, what other programs read, and the steps into a room, which
# `bin/measure rooms` goes through.
NO_PAGES = {
    *("evidence", "roster_sheet", "fetch_table", "material", "clients_template"),
    *("fhir_metadata", "fhir_search", "fhir_read"),
    *("arrive", "arrive-help", "arrive-step"),
    "table",  # where one waits for a file to be written
    "alert-banner",  # a part of other pages
    "plan_draft",  # there while somebody writes one
    "reports",  # over everybody's attendance, so `bin/measure attendance` measures it
}
SOME_ID = UUID(int=1)


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns)
        else:
            yield each


def opens(address: URLPattern, browser: Client) -> bool:
    """Whether it answers anything but what is sent to it."""
    values = {name: _some(converter) for name, converter in address.pattern.converters.items()}
    path = "/" + "".join(_filled(str(address.pattern), values))
    return browser.get(path).status_code != 405


def _some(converter: object) -> str:
    return {"UUIDConverter": str(SOME_ID), "IntConverter": "1"}.get(type(converter).__name__, "x")


def _filled(route: str, values: dict[str, str]) -> str:
    for part in route.split("<")[1:]:
        name = part.split(">")[0]
        route = route.replace(f"<{name}>", values[name.split(":")[-1]])
    return route


def seed(clients: int) -> None:
    call_command("seed_clinic", clients=clients, seed=SEED, now=MOMENT, stdout=StringIO())


@pytest.fixture(autouse=True)
def when_it_is_measured() -> Iterator[None]:
    """What pages ask depends on the day, and on whose week falls short."""
    with time_machine.travel(MOMENT.timestamp()):
        yield


def test_every_page_is_measured(client: Client) -> None:
    seed(10)
    measured = set()
    for page, path, browser in opened():
        require_answer(page, browser.get(path).status_code)
        measured.add(resolve(path.partition("?")[0]).url_name)
    client.force_login(factories.person(Role.SUPERVISOR))

    pages = {
        address.name for address in addresses(urls.urlpatterns) if address.name and opens(address, client)
    }

    assert pages - NO_PAGES - measured == set()


def test_no_page_takes_more_queries_in_a_clinic_ten_times_as_large() -> None:
    counts = []
    for clients in (10, 100):
        with transaction.atomic():
            seed(clients)
            counts.append(query_counts())
            transaction.set_rollback(True)
    small, large = counts

    assert {name: large[name] - small[name] for name in small if large[name] > small[name]} == {}
