"""The gate of a session's room: one screen a step, each saved as it is sent.

The pages work without scripts. Where the room may be knocked at is decided by ``sessions.queries.gate`` alone, and the
room asks it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from sessions.domain.errors import ArrivalRefused, NotAdmissible
from sessions.forms.arrival import CheckInForm, TodayForm, YouForm, told_again
from sessions.models import Agreement, AlertKind, Arrival, SafetyAlert, Session
from sessions.queries.admission import place_in_session
from sessions.queries.gate import STEPS, Step, agreements_to_give, missing_for, told_last
from sessions.services import arrival
from sessions.services.arrival import Arriving
from sessions.views.polling import render_live

# Said beside the field that they are about.
FIELD_OF = {"driving": "parked", "not_private": "private", "unknown_state": "state"}


@never_cache
@require_safe
@login_required
def arrive(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """To the first step that is not done yet; to the room where all are."""
    arriving = arriving_at(request, session_id)
    missing = missing_for(arriving.part, person=arriving.person, session=arriving.session, now=timezone.now())
    if missing:
        return redirect("sessions:arrive-step", session_id, missing[0])
    return go(request, reverse("rooms:room", args=[session_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, session_id: UUID, name: str) -> HttpResponse:
    """One screen. Whoever has no such step (staff have none, guests few) goes on to where they belong."""
    arriving = arriving_at(request, session_id)
    if name not in STEPS[arriving.part]:
        return redirect("sessions:arrive", session_id)
    return SCREENS[Step(name)](request, arriving)


def arriving_at(request: HttpRequest, session_id: UUID) -> Arriving:
    """Who is at the gate of which session. Raises ``PermissionDenied`` with the sentence where they may not enter."""
    assert request.user.is_authenticated
    session = get_object_or_404(Session.objects.select_related("program"), pk=session_id)
    only_session = request.session.get("join_session_id")
    try:
        place = place_in_session(
            user=request.user, session=session, now=timezone.now(), only_session=only_session
        )
    except NotAdmissible as refusal:
        raise PermissionDenied(_(refusal.sentence)) from refusal
    return Arriving(person=request.user, session=session, part=place.part)


# --- the screens ------------------------------------------------------------------------------------------------------


def you(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    """The name that the group will see."""
    person = arriving.person
    known = {"display_name": person.display_name, "pronouns": person.pronouns}
    form = YouForm(request.POST or None, initial=known)
    if form.is_valid():
        arrival.introduce(arriving, **form.cleaned_data, now=timezone.now())
        return redirect("sessions:arrive", arriving.session.pk)
    return screen(request, arriving, Step.YOU, {"form": form})


def today(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    """Where they are: what was told last to be confirmed by one tap, or a form to fill in."""
    told = told_last(arriving.person)
    initial = told_again(told) if told else first_guess(arriving)
    form = TodayForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            arrival.locate(arriving, form.whereabouts, now=timezone.now())
        except ArrivalRefused as refusal:
            form.add_error(FIELD_OF[refusal.code], _(refusal.sentence))
        else:
            return redirect("sessions:arrive", arriving.session.pk)
    confirm = told is not None and "edit" not in request.GET and not form.errors
    return screen(request, arriving, Step.TODAY, {"form": form, "told": told, "confirm": confirm})


def first_guess(arriving: Arriving) -> dict[str, Any]:
    """What is known of somebody who never told where they are."""
    return {"callback_number": arriving.person.phone}


def agreements(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    """What is to be agreed to, to be read on the spot."""
    now = timezone.now()
    asked = list(agreements_to_give(arriving.part, person=arriving.person, now=now).prefetch_related("texts"))
    if not asked:
        return redirect("sessions:arrive", arriving.session.pk)
    refusal = ""
    if request.method == "POST":
        read = {int(number) for number in request.POST.getlist("agreement") if number.isdecimal()}
        try:
            arrival.agree(arriving, to=read, language=words_in(asked[0]).language, now=now)
        except ArrivalRefused as refused:
            refusal = _(refused.sentence)
        else:
            return redirect("sessions:arrive", arriving.session.pk)
    texts = [(agreement, words_in(agreement)) for agreement in asked]
    return screen(request, arriving, Step.AGREEMENTS, {"texts": texts, "refusal": refusal})


def words_in(agreement: Agreement) -> Any:
    """Its text in the page's language, or in English where there is none."""
    texts = {text.language: text for text in agreement.texts.all()}
    return texts.get(get_language() or "") or texts["en"]


def check_in(request: HttpRequest, arriving: Arriving) -> HttpResponse:
    """How they are. Pressing that they don't feel safe leads to help at once."""
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and (form.is_valid() or form.cleaned_data.get("safe") is False):
        told = form.cleaned_data
        arrival.check_in(
            arriving,
            mood=told.get("mood"),
            cravings=told.get("cravings"),
            safe=told["safe"],
            now=timezone.now(),
        )
        if not told["safe"]:
            return go(request, reverse("sessions:arrive-help", args=[arriving.session.pk]))
        return redirect("sessions:arrive", arriving.session.pk)
    return screen(request, arriving, Step.CHECK_IN, {"form": form})


SCREENS: dict[Step, Callable[[HttpRequest, Arriving], HttpResponse]] = {
    Step.YOU: you,
    Step.TODAY: today,
    Step.AGREEMENTS: agreements,
    Step.CHECK_IN: check_in,
}


@never_cache
@require_safe
@login_required
def help_now(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """For whoever said that they don't feel safe: whom to call now, that staff were told, and whether one saw it."""
    arriving = arriving_at(request, session_id)
    told = Arrival.objects.filter(session=arriving.session, person=arriving.person, safe=False).first()
    if told is None:
        raise Http404
    alerts = SafetyAlert.objects.filter(
        session=arriving.session, person=arriving.person, kind=AlertKind.NOT_SAFE
    )
    alert = alerts.select_related("seen_by").order_by("-raised_at").first()
    context = {"session": arriving.session, "alert": alert, "told": told}
    return render_live(request, "sessions/arrive/help.html", "sessions/arrive/seen.html", context)


# --- what the screens share -------------------------------------------------------------------------------------------


def screen(request: HttpRequest, arriving: Arriving, step: Step, context: dict[str, Any]) -> HttpResponse:
    """A step with where it stands among the others."""
    steps = steps_of(arriving)
    number = steps.index(step)
    context |= {
        "session": arriving.session,
        "number": number + 1,
        "steps": steps,
        "before": step_before(steps[:number]),
    }
    return render(request, f"sessions/arrive/{step}.html", context)


def step_before(earlier: list[Step]) -> Step | None:
    """Where "back" leads. What was agreed to stays agreed, so there is nothing to go back for."""
    return next((step for step in reversed(earlier) if step is not Step.AGREEMENTS), None)


def steps_of(arriving: Arriving) -> list[Step]:
    """The steps that this person goes through now. Agreements given long ago are none; those given just now are."""
    begun = Arrival.objects.filter(session=arriving.session, person=arriving.person).first()
    since = begun.named_at if begun else None
    asked = agreements_to_give(arriving.part, person=arriving.person, now=timezone.now()).exists()
    just_given = since is not None and arriving.person.agreements_given.filter(given_at__gte=since).exists()
    steps = STEPS[arriving.part]
    return [step for step in steps if step is not Step.AGREEMENTS or asked or just_given]


def go(request: HttpRequest, path: str) -> HttpResponse:
    """To a page that is loaded whole: htmx would swap in a part of it."""
    return HttpResponseClientRedirect(path) if request.headers.get("HX-Request") else redirect(path)
