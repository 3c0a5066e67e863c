"""The page behind a guest's link: into one family session, by the gate, and nowhere else.

Opening it (GET, HEAD) looks nothing up and changes nothing, so mail scanners that follow links do no harm and learn
nothing. Whether the link is good is decided from the facts when its button is pressed, so a cancelled session or a
withdrawn invitation leaves nothing to be revoked.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sessions.confinement import sign_in_for
from sessions.domain.errors import GuestRefused
from sessions.limits import tried_too_often
from sessions.queries.admission import CLOSES_AFTER_END
from sessions.services.guests import accept_invitation

MAX_TRIES = 20
TRIES_WINDOW_S = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """The button, and what pressing it does."""
    if request.method != "POST":
        return _page(request, "notifications/join.html")
    if tried_too_often(request, what="guest", at_most=MAX_TRIES, within_s=TRIES_WINDOW_S):
        return _refused(request, _("That was tried too often. Wait five minutes, then try again."), 429)
    try:
        invitation = accept_invitation(token=token, now=timezone.now())
    except GuestRefused as refusal:
        return _refused(request, _(refusal.sentence), HTTPStatus.NOT_FOUND)
    session = invitation.session
    sign_in_for(request, person=invitation.person, session=session, until=session.ends_at + CLOSES_AFTER_END)
    return redirect("rooms:room", session.pk)


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return _page(request, "notifications/join_refused.html", {"sentence": sentence}, status)


def _page(
    request: HttpRequest, template: str, context: dict[str, str] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, template, context, status=status)
    # The origin alone, so that the token never leaves in a Referer, and the form's own POST still carries an Origin.
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
