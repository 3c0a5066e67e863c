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
from django.utils.safestring import mark_safe

MARK_BYTES = 8
# Stands where the mark goes until what it is the mark of is written; a character that no text has (private use).
MARK_PLACE = "\ue000"


def render_live(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """``page`` in full, or for a request by htmx only ``part``, or 204 where ``part`` says what it said before.

    ``part`` sees ``mark`` and asks again with it as ``?seen=``; ``page`` shows the part as ``live``, with ``status``.
    """
    text = render_to_string(part, context | {"mark": MARK_PLACE}, request)
    mark = hashlib.blake2b(text.encode(), digest_size=MARK_BYTES).hexdigest()
    if not request.headers.get("HX-Request"):
        # Each piece of the part was escaped when it was drawn.
        live = mark_safe(text.replace(MARK_PLACE, mark))
        return render(request, page, context | {"mark": mark, "live": live}, status=status)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    return render(request, part, context | {"mark": mark, "polled": True})
