"""Whom the demo brings along, their way through the gate, and signing them in.

Never in production: it takes no password and answers for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from sessions.models import RosterPart, Session, User
from sessions.queries.agenda import demo_live_session
from sessions.queries.gate import Step, agreements_to_give, missing_for
from sessions.services.arrival import Arriving, Whereabouts, agree, check_in, introduce, locate

# This client's place is the newcomer's.
NEWCOMER = "ana@demo.test"
# Where the demo's clinic and its people are.
HOME_STATE = "AZ"
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


def pass_gate(user_id: UUID, session: Session, *, state: str = HOME_STATE) -> None:
    """Answer at the gate what is still asked of somebody, as they would on its pages: safe and at home."""
    now = timezone.now()
    person = User.objects.get(pk=user_id)
    part = RosterPart(session.roster.get(person=person).part)
    arriving = Arriving(person=person, session=session, part=part)
    for step in missing_for(part, person=person, session=session, now=now):
        match step:
            case Step.YOU:
                introduce(arriving, display_name=person.display_name, pronouns=person.pronouns, now=now)
            case Step.TODAY:
                locate(arriving, at_home(person, state), now=now)
            case Step.AGREEMENTS:
                asked = agreements_to_give(part, person=person, now=now)
                agree(arriving, to=set(asked.values_list("pk", flat=True)), language=person.language, now=now)
            case Step.CHECK_IN:
                feels = user_id.int
                check_in(arriving, mood=4 + feels % 5, cravings=feels // 5 % 5, safe=True, now=now)


def at_home(person: User, state: str) -> Whereabouts:
    """A made-up address, always the same for the same person."""
    return Whereabouts(
        address=f"{100 + person.pk.int % 900} Mesquite Street, Phoenix",
        state=state,
        callback_number=person.phone or "+1 555 010 0100",
        emergency_name=f"Robin {person.legal_name.split()[-1]}",
        emergency_phone="+1 555 010 0142",
        emergency_relationship="sibling",
        private=True,
        driving=False,
    )


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
