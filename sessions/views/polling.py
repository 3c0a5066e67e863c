"""Parts of pages that ask again by themselves, and are left alone while nothing in them changed.

A part carries the mark of what it shows; asked again with that mark it answers 204, which htmx leaves be. So a screen
reader, a text selection or a focused link is not torn away every few seconds.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

MARK_BYTES = 8


def render_live(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """``page`` in full, or for a request by htmx only ``part``, or 204 where ``part`` says what it said before.

    ``part`` sees ``mark`` and asks again with it as ``?seen=``; ``page`` includes ``part``.
    """
    mark = hashlib.blake2b(
        render_to_string(part, context | {"mark": ""}, request).encode(), digest_size=MARK_BYTES
    ).hexdigest()
    if not request.headers.get("HX-Request"):
        return render(request, page, context | {"mark": mark})
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    return render(request, part, context | {"mark": mark, "polled": True})
