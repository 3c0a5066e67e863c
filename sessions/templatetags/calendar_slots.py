"""The sessions of a calendar's day, written at once.

A week shows a hundred of them, each of some twenty parts: as a template they were half of the page's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from html import escape
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions.models import CancelReason
from sessions.queries.calendar import Entry

register = template.Library()

ANY = UUID(int=0)  # stands for a session's id in its address


@register.filter
def slots(entries: Iterable[Entry]) -> SafeString:
    """Each in a list's item, as a link that htmx opens in the dialog; times by the clock of whoever looks."""
    zone, language = timezone.get_current_timezone(), get_language()
    before, after = reverse("sessions:calendar_session", args=[ANY]).split(str(ANY))
    return mark_safe(
        "\n".join(
            _slot(
                entry,
                address=f"{before}{entry.session_id}{after}",
                span=_span(entry.starts_at, entry.ends_at, zone, language),
            )
            for entry in entries
        )
    )


def _slot(entry: Entry, *, address: str, span: str) -> str:
    topic = f"<span>{escape(entry.topic)}</span>" if entry.topic else ""
    state = _state(entry)
    return f"""<li>
<a class="slot {entry.tone}" href="{address}" hx-get="{address}">
<span class="time">{escape(span)}</span>
<strong>{escape(entry.title)}</strong>
{topic}
<span class="soft">{escape(entry.beneath)}</span>
{f'<span class="state">{escape(state)}</span>' if state else ""}
</a>
</li>"""


def _state(entry: Entry) -> str:
    """Why nobody should simply come: it is cancelled, or nobody leads it. Else empty."""
    if entry.cancelled:
        reason = CancelReason(entry.cancel_reason).label if entry.cancel_reason else ""
        return ": ".join(filter(None, (_("cancelled"), str(reason))))
    return _("nobody leads it") if entry.unled else ""


@lru_cache(maxsize=1024)
def _span(starts_at: datetime, ends_at: datetime, zone: tzinfo, _language: str | None) -> str:
    """From when to when: "9:00 – 11:50 AM". Remembered, since half a clinic meets at the same times."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return f"{date_format(start, 'g:i')} – {date_format(end, 'g:i A')}"
