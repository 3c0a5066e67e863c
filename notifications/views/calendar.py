"""Appointments for people's own calendars: one as a file, all as a feed, and the page where the feed is made."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.models import CalendarFeed
from notifications.services import calendars
from notifications.services.calendar_feeds import end_feed, make_feed, read_feed
from notifications.views.access import for_people
from sessions.limits import tried_too_often
from sessions.models import Session, User

# A household's devices behind one address look hourly each; who guesses has 192 bits before them.
MAX_READS = 120
READS_WINDOW_S = 300


@require_safe
@for_people
def appointment(request: HttpRequest, user: User, session_id: str) -> HttpResponse:
    """One appointment of one's own, to open in a calendar."""
    session = get_object_or_404(Session, pk=session_id, roster__person=user)
    content = calendars.invitation(session=session, person=user, now=timezone.now())
    return _file(content)


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All appointments of whoever's feed it is, for their calendar app; it signs in as nobody."""
    if tried_too_often(request, what="feed", at_most=MAX_READS, within_s=READS_WINDOW_S):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    content = read_feed(token=token, now=timezone.now())
    if content is None:
        raise Http404
    return _file(content)


@require_http_methods(["GET", "HEAD"])
@for_people
def calendar(request: HttpRequest, user: User) -> HttpResponse:
    """The feed: whether there is one, when an app last read it, and how to make or end it."""
    return _page(request, user)


@require_POST
@for_people
def make(request: HttpRequest, user: User) -> HttpResponse:
    """A new address, shown this once."""
    return _page(request, user, address=make_feed(person=user, now=timezone.now()))


@require_POST
@for_people
def end(request: HttpRequest, user: User) -> HttpResponse:
    end_feed(person=user)
    messages.success(request, _("Your calendar address is off. Calendars that used it get nothing more."))
    return redirect("notifications:calendar")


def _page(request: HttpRequest, user: User, *, address: str = "") -> HttpResponse:
    context = {
        "feed": CalendarFeed.objects.filter(person=user).first(),
        "address": address,
        # Calendar apps on phones and desktops open this scheme and ask whether to subscribe.
        "subscribe": "webcal://" + address.partition("://")[2] if address else "",
    }
    return render(request, "notifications/calendar.html", context)


def _file(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{calendars.FILE_NAME}"'
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
