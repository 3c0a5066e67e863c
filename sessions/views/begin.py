"""The public request for a consultation: as little as it takes to answer, and no account.

Spam is kept out without asking strangers to solve puzzles or telling anybody else about them: a field that people never
see, a signed time of opening, and a limit for each address on the network. What a program sends is answered as a
person's would be, so that it learns nothing.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sessions.domain.errors import IntakeRefused
from sessions.forms.intake import BeginForm, opened_now
from sessions.forms.refusals import put_beside
from sessions.limits import tried_too_often
from sessions.services.intake import ask_for_consultation

# A family may ask for two of them and mistype; nobody asks ten times in an hour.
AT_MOST, WITHIN_S = 10, 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        initial = {"opened": opened_now(), "language": get_language()}
        return _page(request, BeginForm(initial=initial))
    if tried_too_often(request, what="begin", at_most=AT_MOST, within_s=WITHIN_S):
        page = {
            "title": _("We have your request"),
            "sentence": _("It was sent several times. If you hear nothing within a day, please ring us."),
        }
        return render(request, "error.html", page, status=HTTPStatus.TOO_MANY_REQUESTS)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _again(request, form)
    if form.cleaned_data["website"] or form.too_quick():
        return redirect("sessions:begun")
    try:
        ask_for_consultation(asked=form.asked(), now=timezone.now())
    except IntakeRefused as refused:
        put_beside(form, refused)
        return _again(request, form)
    return redirect("sessions:begun")


@require_safe
def begun(request: HttpRequest) -> HttpResponse:
    """Thanks, what happens next, and whom to call now if it cannot wait."""
    return render(request, "sessions/intake/begun.html")


def _again(request: HttpRequest, form: BeginForm) -> HttpResponse:
    """With what was entered, and a fresh time of opening where that had run out."""
    if "opened" in form.errors:
        entered = request.POST.copy()
        entered["opened"] = opened_now()
        form.data = entered
    return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(request: HttpRequest, form: BeginForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "sessions/intake/begin.html", {"form": form}, status=status)
