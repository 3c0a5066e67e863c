"""The pages that belong to no part: the help lines, and an error page for each refusal with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, in the words of whoever reads it, and what to do next."""

    title: str | Promise
    sentence: str | Promise


PAGES = {
    HTTPStatus.BAD_REQUEST: ErrorPage(
        _("We couldn't read that"),
        _(
            "Something in the address or the form was not as expected. Go back, reload the page and try again."
        ),
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        _("This page isn't open to you"),
        _("Your account doesn't reach it. Go to your start page, or sign in with another account."),
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        _("We can't find that page"),
        _("The address may be mistyped, or the page may be someone else's. Go to your start page."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ErrorPage(
        _("That was tried too often"),
        _("To keep accounts safe we pause after many tries. Wait five minutes, then try again, or ring us."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ErrorPage(
        _("Something broke on our side"),
        _("It isn't anything you did. Reload the page in a minute; if it stays broken, ring us."),
    ),
}
FORM_TOO_OLD = ErrorPage(
    _("This page was open for too long"),
    _("For safety its form no longer counts. Go back, reload the page and send it again."),
)


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """Whom to ring or text in a crisis. Open to everybody, always."""
    return render(request, "vip/help.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """With the sentence that the refusal carries, if it does: ``PermissionDenied(sentence)``."""
    sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _error_page(request, HTTPStatus.FORBIDDEN, sentence)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth looks for this as ``handler429``."""
    return _error_page(request, HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token (CSRF) is missing, old or another site's."""
    page = {"title": FORM_TOO_OLD.title, "sentence": FORM_TOO_OLD.sentence}
    return render(request, "error.html", page, status=HTTPStatus.FORBIDDEN)


def _error_page(request: HttpRequest, status: HTTPStatus, sentence: str = "") -> HttpResponse:
    page = PAGES[status]
    return render(
        request, "error.html", {"title": page.title, "sentence": sentence or page.sentence}, status=status
    )
