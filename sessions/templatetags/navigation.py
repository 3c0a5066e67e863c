"""Where each kind of person goes from any page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.models import Role, User

register = template.Library()
Entry = tuple[str, str | Promise]
Section = tuple[str | Promise, tuple[Entry, ...]]

CLIENT: tuple[Entry, ...] = (
    ("sessions:home", _("Home")),
    ("sessions:my_calendar", _("Calendar")),
    ("sessions:my_plan", _("Plan")),
    ("notifications:preferences", _("Preferences")),
)
STAFF: tuple[Entry, ...] = (
    ("sessions:today", _("Today")),
    ("sessions:calendar", _("Calendar")),
    ("sessions:clients", _("Clients")),
    ("sessions:caseload", _("Caseload")),
    ("notifications:tasks", _("Tasks")),
)
MESSAGES: Section = (
    _("Messages"),
    (("notifications:notices", _("Notices")), ("notifications:calendar", _("My own calendar"))),
)
SET_UP: Section = (
    _("Set up"),
    (
        ("sessions:intake", _("Intake")),
        ("sessions:programs", _("Programs")),
        ("sessions:curricula", _("Curricula")),
        ("sessions:kinds", _("Session kinds")),
        ("sessions:payers", _("Payers")),
        ("sessions:holidays", _("Holidays")),
        ("sessions:team", _("Team")),
        ("sessions:agreements", _("Agreements")),
        ("notifications:templates", _("Messages")),
        ("notifications:operations", _("Delivery")),
        ("sessions:reports", _("Reports")),
        ("sessions:tables", _("Tables")),
    ),
)
SUPERVISE: Section = (_("Supervise"), (("sessions:connections", _("Other systems")),))
SAFETY: Section = (_("Safety"), (("sessions:alerts", _("Alerts")),))
SIGN_IN_SAFETY: Section = (_("Your account"), (("mfa_index", _("Sign-in safety")),))
DEMO: Section = (_("Demo"), (("demo-inbox", _("Inbox")), ("demo-sign-in", _("People"))))


@dataclass(frozen=True, slots=True)
class Place:
    """One link; ``here`` where it is the page that is open."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Places:
    """``first`` are always in sight where there is room; ``rest`` are under headings in the menu."""

    first: tuple[Place, ...]
    rest: tuple[tuple[str | Promise, tuple[Place, ...]], ...]


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> Places:
    """The places of whoever is signed in; a visitor to the demo has the demo's alone."""
    request = context["request"]
    match = request.resolver_match
    here = match.view_name if match else ""
    user = request.user if request.user.is_authenticated else None
    return Places(
        first=_placed(_first_of(user), here),
        rest=tuple((heading, _placed(entries, here)) for heading, entries in _rest_of(user)),
    )


def _first_of(user: User | None) -> tuple[Entry, ...]:
    if user is None:
        return ()
    return STAFF if user.is_staff_member else CLIENT


def _rest_of(user: User | None) -> list[Section]:
    sections: list[Section] = [] if user is None else [MESSAGES]
    if user is not None and user.is_staff_member:
        sections.append(SAFETY)
    if user is not None and user.role in (Role.COORDINATOR, Role.SUPERVISOR):
        sections.append(SET_UP)
    if user is not None and user.role == Role.SUPERVISOR:
        sections.append(SUPERVISE)
    if user is not None and user.is_staff_member and not settings.DEMO:
        sections.append(SIGN_IN_SAFETY)
    if settings.DEMO:
        sections.append(DEMO)
    return sections


def _placed(entries: tuple[Entry, ...], here: str) -> tuple[Place, ...]:
    return tuple(
        Place(label=str(label), url=_address(name, settings.ROOT_URLCONF), here=name == here)
        for name, label in entries
    )


@cache
def _address(name: str, urlconf: str) -> str:
    """Two dozen on every page, always the same."""
    return reverse(name, urlconf)
