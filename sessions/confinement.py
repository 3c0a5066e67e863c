"""A sign-in by a link is good for one session only: what is written into it, and what lifts it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from sessions.models import Session, User

ONLY_SESSION = "join_session_id"


def sign_in_for(request: HttpRequest, *, person: User, session: Session, until: datetime) -> None:
    """Sign the person in for this session alone; one who is signed in fully on this device already stays so."""
    signed_in = request.session
    fully = signed_in.get(SESSION_KEY) == str(person.pk) and ONLY_SESSION not in signed_in
    if fully and request.user.is_authenticated:
        return
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    signed_in[ONLY_SESSION] = str(session.pk)
    signed_in.set_expiry(until)


@receiver(user_logged_in, dispatch_uid="sessions.lift_confinement")
def lift_confinement(request: HttpRequest, **_: Any) -> None:
    """Django keeps the earlier sign-in's data where the person is the same, so a full sign-in takes this away."""
    if request.session.pop(ONLY_SESSION, None) is not None:
        request.session.set_expiry(None)
