"""The page behind a join link.

Opening it (GET, HEAD) looks nothing up and changes nothing, so mail scanners that follow links do no harm and learn
nothing. Pressing the button (POST) exchanges the link for a sign-in that is good for one session only.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notifications.errors import CodeNeeded, CodeRefused, JoinRefused, TooManyTries
from notifications.services import links
from notifications.tasks import send_join_code
from sessions.confinement import sign_in_for
from sessions.limits import tried_too_often

DEVICE_COOKIE = "vip_join_device"
MAX_TRIES = 20
TRIES_WINDOW_S = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The button, and what pressing it does."""
    if request.method != "POST":
        return _page(request, "join")
    device = request.COOKIES.get(DEVICE_COOKIE, "")
    code = request.POST.get("code", "").strip()
    now = timezone.now()
    try:
        _count_try(request)
        if code:
            opened = links.redeem_code(token=token, code=code, device=device, now=now)
        else:
            opened = links.open_link(token=token, device=device, now=now)
    except CodeNeeded as needed:
        link_id = links.wanting_code(token=token, now=now)
        if link_id is not None:
            send_join_code.delay(str(link_id))
        return _page(request, "join_code", needed)
    except CodeRefused as refused:
        return _page(request, "join_code", refused, status=HTTPStatus.BAD_REQUEST)
    except TooManyTries as refused:
        return _page(request, "join_refused", refused, status=HTTPStatus.TOO_MANY_REQUESTS)
    except JoinRefused as refused:
        return _page(request, "join_refused", refused, status=HTTPStatus.NOT_FOUND)
    sign_in_for(request, person=opened.person, session=opened.session, until=opened.until)
    response = redirect("rooms:room", opened.session.pk)
    _keep_device(request, response, opened)
    return response


def _page(
    request: HttpRequest, name: str, refusal: JoinRefused | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"sentence": _(refusal.sentence)} if refusal else {}
    response = render(request, f"notifications/{name}.html", context, status=status)
    # The origin alone, so that the token never leaves in a Referer. "no-referrer" would also blank the Origin of the
    # form's own POST (Fetch, "append a request Origin header"), and the CSRF check refuses "null".
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _count_try(request: HttpRequest) -> None:
    """Raises ``TooManyTries`` where one address has tried more than MAX_TRIES times in TRIES_WINDOW_S."""
    if tried_too_often(request, what="join", at_most=MAX_TRIES, within_s=TRIES_WINDOW_S):
        raise TooManyTries


def _keep_device(request: HttpRequest, response: HttpResponse, opened: links.Opened) -> None:
    response.set_cookie(
        DEVICE_COOKIE,
        opened.device,
        max_age=opened.until - timezone.now(),
        path="/join/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
