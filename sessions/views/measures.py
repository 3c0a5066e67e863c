"""A client's outcome measures: what is to be filled in, a form that is kept as it is filled in, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions.domain.errors import MeasureRefused
from sessions.domain.measures import INSTRUMENTS, Instrument, missing_items
from sessions.models import MeasureResult, User
from sessions.queries.measures import courses, form_of, measures_to_do
from sessions.services import measures as services
from sessions.views.access import for_clients
from sessions.views.charts import trend


@require_GET
@for_clients
def my_measures(request: HttpRequest, user: User) -> HttpResponse:
    """What is to be filled in now, and how it went so far."""
    now = timezone.now()
    found = courses(client=user, now=now)
    context = {
        "to_do": measures_to_do(client=user, now=now),
        "courses": [(course, trend(course)) for course in found],
        "today": timezone.localdate(now),
    }
    return render(request, "sessions/measures/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def measure(request: HttpRequest, user: User, key: str) -> HttpResponse:
    """The form, with what was answered before; sent in with every item answered it is scored and final."""
    instrument, now = _instrument(key), timezone.now()
    if request.method != "POST":
        return _form(request, instrument, form_of(client=user, measure=key, now=now))
    try:
        result = services.send(client=user, measure=key, answers=_answers(request, instrument), now=now)
    except MeasureRefused as refused:
        form = form_of(client=user, measure=key, now=now)
        return _form(request, instrument, form, refused=refused, status=422)
    return redirect("sessions:measure_sent", key=key, result_id=result.pk)


@require_POST
@for_clients
def keep_answers(request: HttpRequest, user: User, key: str) -> HttpResponse:
    """Take down what is answered so far; asked by the page after every answer."""
    instrument = _instrument(key)
    try:
        form = services.answer(
            client=user, measure=key, answers=_answers(request, instrument), now=timezone.now()
        )
    except MeasureRefused as refused:
        return JsonResponse({"saved": False, "says": refused.sentence}, status=409)
    given = sum(points is not None for points in form.answers)
    says = _("Saved. %(given)d of %(all)d answered.") % {"given": given, "all": len(form.answers)}
    return JsonResponse({"saved": True, "says": says, "help": form.alert})


@require_GET
@for_clients
def measure_sent(request: HttpRequest, user: User, key: str, result_id: str) -> HttpResponse:
    """Thanks, what the score means beside the last one, and help where the answers call for it."""
    found = next(
        (each for each in courses(client=user, now=timezone.now()) if each.instrument.key == key), None
    )
    reading = (
        next((each for each in found.readings if str(each.result.pk) == str(result_id)), None)
        if found
        else None
    )
    if found is None or reading is None:
        raise Http404
    context = {
        "instrument": found.instrument,
        "reading": reading,
        "to_do": measures_to_do(client=user, now=timezone.now()),
    }
    return render(request, "sessions/measures/sent.html", context)


def _form(
    request: HttpRequest,
    instrument: Instrument,
    form: MeasureResult,
    *,
    refused: MeasureRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    missing = missing_items(instrument=instrument, answers=form.answers)
    context: dict[str, Any] = {
        "instrument": instrument,
        "form": form,
        "items": list(zip(range(1, len(form.answers) + 1), instrument.items, form.answers, strict=True)),
        "given": len(form.answers) - len(missing),
        "refused": refused,
        "missing": missing if refused else (),
    }
    return render(request, "sessions/measures/form.html", context, status=status)


def _instrument(key: str) -> Instrument:
    if key not in INSTRUMENTS:
        raise Http404
    return INSTRUMENTS[key]


def _answers(request: HttpRequest, instrument: Instrument) -> dict[int, int]:
    """The items that the request answers; whatever is no number is refused where it is taken down."""
    numbers: Iterable[int] = range(1, len(instrument.items) + 1)
    given = {number: request.POST.get(f"item-{number}", "") for number in numbers}
    return {
        number: int(text) if text.isdecimal() and len(text) < 4 else -1
        for number, text in given.items()
        if text
    }
