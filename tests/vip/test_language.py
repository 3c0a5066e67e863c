"""The pages in Spanish: nothing is left in English, and what is read is what was translated."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.test import Client

from tests import factories

FRONTEND = Path(__file__).parents[2] / "frontend"
CATALOGUE = FRONTEND / "locale" / "es" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid (".+")\n(?:msgid_plural (".+")\n)?((?:msgstr(?:\[\d\])? ".*"\n?)+)', re.MULTILINE)
SAID = re.compile(r"""\{% trans ("[^"]+"|'[^']+') %\}""")


def translations() -> dict[str, list[str]]:
    """What ``django.po`` says of each sentence; two forms where it counts something."""
    entries = ENTRY.findall((CATALOGUE / "django.po").read_text())
    return {
        ast.literal_eval(said): [ast.literal_eval(form) for form in re.findall(r'".*"', forms)]
        for said, _, forms in entries
    }


def test_nothing_is_left_untranslated() -> None:
    assert [said for said, forms in translations().items() if not all(forms)] == []


def test_what_is_read_is_what_was_translated() -> None:
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)
    for said, forms in translations().items():
        if len(forms) == 1:
            assert read.gettext(said) == forms[0], "Run manage.py compilemessages -l es."


def test_every_sentence_of_the_pages_is_in_the_catalogue() -> None:
    known = translations()
    templates = list((FRONTEND / "templates").rglob("*.html"))
    missing = {
        ast.literal_eval(said)
        for template in templates
        for said in SAID.findall(template.read_text())
        if ast.literal_eval(said) not in known
    }
    assert templates
    assert missing == set(), "Run manage.py makemessages -l es --no-location --no-wrap, and translate."


@pytest.mark.django_db
def test_a_client_who_speaks_spanish_is_greeted_in_it(client: Client) -> None:
    client.force_login(factories.client(language="es", display_name="Ana"))
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "Hola, Ana" in page
    assert "Ayuda en crisis" in page


@pytest.mark.django_db
def test_a_visitor_reads_the_language_of_their_browser(client: Client) -> None:
    assert (
        "Soy cliente" in client.get("/accounts/login/", headers={"Accept-Language": "es-MX"}).content.decode()
    )
