"""What holds for every request: whose clock and language it is in, and two kinds of sign-in that may not roam.

- A member of staff without a second factor reaches the pages where it is set up, signing out and the help lines.
- Whoever joined by a link reaches that session's room and the gate before it, signing out and the help lines.

Pages are gated here; WebSockets by ``SecondFactorSocket`` below and, for join links, by
``sessions.queries.admission`` (its ``only_session``).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from pghistory.middleware import HistoryMiddleware

from rooms.origin import turn_away
from sessions.models import User
from vip.accounts import lacks_second_factor

JOIN_LINK_KEY = "join_session_id"

OPEN_TO_ALL = frozenset({"help", "set_language", "account_logout", "healthz", "readyz"})
OPEN_WITHOUT_SECOND_FACTOR = OPEN_TO_ALL | {"account_reauthenticate", "account_set_password"}
SECOND_FACTOR_PAGES = "mfa_"
LINK_PAGES = frozenset({"notifications:join", "rooms:guest"})

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


def signed_in(request: HttpRequest) -> User | None:
    """The person of this request, if any."""
    return request.user if request.user.is_authenticated else None


class TheirClockAndLanguage:
    """Times in the person's own zone and words in their own language; visitors get UTC and their browser's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        if user is None:
            return self.get_response(request)
        language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with timezone.override(_zone(user.time_zone)), translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        # A shared computer's back button must not bring a page of theirs back after they signed out.
        add_never_cache_headers(response)
        return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # a zone that this machine's tables lack
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class JoinLinkGate:
    """A sign-in by join link opens one room and nothing else, and never lets staff past their second factor."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        session_id = request.session.get(JOIN_LINK_KEY)
        user = signed_in(request)
        if session_id is None or user is None or _view_name(request) in OPEN_TO_ALL:
            return None
        room = _room_path(session_id)
        if _view_name(request) in LINK_PAGES or (_leads_into(request, room) and not user.is_staff_member):
            return None
        return render(
            request, "vip/link_session.html", {"room": None if user.is_staff_member else room}, status=403
        )


class SecondFactorGate:
    """Staff set up their second factor before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        name = _view_name(request)
        if name in OPEN_WITHOUT_SECOND_FACTOR or name.startswith(SECOND_FACTOR_PAGES):
            return None
        user = signed_in(request)
        if user is None or not lacks_second_factor(user):
            return None
        messages.info(request, _("Before you go on, set up a second way to show that it is you."))
        return redirect("mfa_index")


class WhoChangedIt(HistoryMiddleware):
    """The history of what a request changes names the person by their id. Nothing else is kept: an address may hold
    a join link's token."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = signed_in(request)
        return {"user": str(user.pk)} if user else {}


class SecondFactorSocket:
    """The same gate for WebSockets: they are told why and closed. Stands within channels' AuthMiddleware."""

    def __init__(self, inner: AsgiApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = scope.get("user")
        if isinstance(user, User) and await database_sync_to_async(lacks_second_factor)(user):
            await turn_away("second_factor", scope, receive, send)
            return
        await self.inner(scope, receive, send)


def _view_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _leads_into(request: HttpRequest, room: str) -> bool:
    """The room of this path itself, the steps before it, and the way out."""
    return bool(room) and (
        request.path in (room, f"{room}leave/") or request.path.startswith(f"{room}arrive/")
    )


def _room_path(session_id: str) -> str:
    try:
        return reverse("rooms:room", args=[session_id])
    except NoReverseMatch:  # not a session's id: nothing of a room can match it
        return ""
