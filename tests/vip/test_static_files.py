"""Static files come from beside the pages, by their path."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.test import Client

STYLE = "vip/room-shell.css"


def test_a_file_is_whole_and_as_careful_as_a_page(client: Client) -> None:
    found = finders.find(STYLE)
    assert isinstance(found, str)
    response: HttpResponseBase = client.get(static(STYLE))
    assert isinstance(response, StreamingHttpResponse)
    body = b"".join(response)
    assert (response.status_code, response.headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert body == Path(found).read_bytes()


@pytest.mark.django_db
def test_what_is_no_file_is_a_page(client: Client) -> None:
    assert client.get("/static/no-such-file.css").status_code == 404
    assert client.get("/help/").status_code == 200
