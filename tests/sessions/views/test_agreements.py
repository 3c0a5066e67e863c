"""The clinic's own words: a change is a new version, and what was agreed to stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from pytest_django import Settings

from sessions.domain.first_agreements import FIRST_AGREEMENTS
from sessions.models import Agreement, AgreementText, Role
from sessions.services.agreements import put_first_in_force
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = {"title_en": "Video", "body_en": "I agree.", "title_es": "Video", "body_es": "Acepto."}


@pytest.fixture(autouse=True)
def _first(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    put_first_in_force(now=datetime(2026, 1, 1, tzinfo=UTC))


def versions() -> list[tuple[str, int]]:
    return sorted(Agreement.objects.values_list("kind", "version"))


def test_other_words_are_a_new_version(client: Client) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    page = client.get("/agreements/telehealth/").content.decode()
    assert FIRST_AGREEMENTS["telehealth"]["es"].title in page

    assert client.post("/agreements/telehealth/", WORDS).headers["Location"] == "/agreements/"

    assert versions() == [("confidentiality", 1), ("telehealth", 1), ("telehealth", 2)]
    shown = client.get("/agreements/").content.decode()
    assert "version 2" in shown
    assert "I agree." in shown


def test_the_same_words_and_missing_ones_are_refused_and_kept_on_the_page(client: Client) -> None:
    client.force_login(factories.person(Role.SUPERVISOR))
    client.post("/agreements/telehealth/", WORDS)
    again = client.post("/agreements/telehealth/", WORDS).content.decode()
    assert "This says what the agreement in force says already." in again
    partly = client.post("/agreements/telehealth/", WORDS | {"body_es": " "}).content.decode()
    assert "I agree." in partly
    assert len(versions()) == 3


def test_clinicians_and_clients_do_not_write_them(client: Client) -> None:
    for someone in (factories.facilitator(), factories.client()):
        client.force_login(someone)
        assert client.get("/agreements/").status_code == 403
        assert client.post("/agreements/telehealth/", WORDS).status_code == 403
    assert len(versions()) == 2


def test_an_agreement_that_does_not_exist_has_no_page(client: Client) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    assert client.get("/agreements/lottery/").status_code == 404


def test_the_database_keeps_what_was_agreed_to() -> None:
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        AgreementText.objects.update(body="Something else")
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Agreement.objects.filter(kind="telehealth").update(version=9)
