"""Whom the demo brings along, and signing them in. Never in production: it takes no password."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from sessions.models import RosterPart, Session, User
from sessions.queries.agenda import demo_live_session

# This client's place is the newcomer's.
NEWCOMER = "ana@demo.test"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Guest:
    """A client to bring along, by the name that others see."""

    user_id: UUID
    name: str


def session_named(which: str) -> Session | None:
    """The session with this id, or the one that is ``live``. Raises ValueError where it is neither word nor id."""
    if which == "live":
        return demo_live_session()
    return Session.objects.filter(pk=UUID(which)).first()


def guests_of(session: Session, *, count: int) -> list[Guest]:
    """Up to ``count`` clients on the roster, in the order of their names; the newcomer is left out."""
    clients = User.objects.filter(
        roster_entries__session=session, roster_entries__part=RosterPart.CLIENT, is_active=True
    )
    chosen = clients.exclude(email=NEWCOMER).order_by("display_name", "id")[:count]
    return [Guest(user.pk, user.display_name) for user in chosen]


def sign_in(user_id: UUID) -> str:
    """A Cookie header that is signed in as this person."""
    user = User.objects.get(pk=user_id)
    signed_in = _session()
    signed_in[SESSION_KEY] = str(user.pk)
    signed_in[BACKEND_SESSION_KEY] = BACKEND
    signed_in[HASH_SESSION_KEY] = user.get_session_auth_hash()
    signed_in.create()
    return f"{settings.SESSION_COOKIE_NAME}={signed_in.session_key}"


def sign_out(cookie: str) -> None:
    """End what ``sign_in`` began."""
    _session(cookie.partition("=")[2]).delete()


def _session(key: str | None = None) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(key)
