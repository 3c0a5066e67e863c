"""Programs and their tracks: what the clinic offers, and when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.errors import CareError
from sessions.domain.measures import INSTRUMENTS
from sessions.domain.recurrence import zone_or_utc
from sessions.forms.setup import ProgramForm, TrackForm, terms_of, terms_of_level, terms_of_track
from sessions.models import CareLevel, Program, Track, User
from sessions.queries.programs import groups_of, program_page
from sessions.services.measures import measures_of
from sessions.services.programs import publish_track, set_up_program, set_up_track, shortfalls
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer, in_words

LONGEST_SEARCH = 100


@require_safe
@for_coordinators
def programs(request: HttpRequest, user: User) -> HttpResponse:
    """``?q=`` searches, ``?show=closed`` has those that run no more, ``?page=`` is a number from 1."""
    number, search = request.GET.get("page", ""), request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    closed = request.GET.get("show") == "closed"
    found = program_page(
        search=search,
        closed=closed,
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    context = {"found": found, "search": search, "closed": closed, "levels": CareLevel.objects.all()}
    return render(request, "setup/programs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_program(request: HttpRequest, user: User) -> HttpResponse:
    """Begins with the usual figures of ``?level=``, a care level's code."""
    level = CareLevel.objects.filter(pk=request.GET.get("level", "")).first()
    form = ProgramForm(request.POST or None, initial=terms_of_level(level) if level else {})
    page = FormPage(
        title=_("New program"),
        submit=_("Create program"),
        back=reverse("sessions:programs"),
        back_label=_("Programs"),
        lede=_("The figures are the usual ones of its level of care. Change what is different here."),
    )
    return answer(
        request, page, form, lambda: _address(set_up_program(form.terms(), today=timezone.localdate()))
    )


@require_safe
@for_coordinators
def program(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    """Its tracks with their groups, and what each track falls short of."""
    found = get_object_or_404(
        Program.objects.select_related("backup").prefetch_related("payers"), pk=program_id
    )
    today = timezone.now().astimezone(zone_or_utc(found.time_zone)).date()
    tracks = list(found.tracks.select_related("program").order_by("starts_local", "name"))
    open_ones = [track for track in tracks if track.closed_at is None]
    groups = groups_of(tracks=open_ones, on=today)
    context = {
        "program": found,
        "rows": [{"track": track, "groups": groups[track.pk]} for track in open_ones],
        "closed": [track for track in tracks if track.closed_at is not None],
        "measures": [(INSTRUMENTS[key].name, days) for key, days in measures_of(found).items() if days],
    }
    return render(request, "setup/program.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def edit_program(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    found = get_object_or_404(Program, pk=program_id)
    form = ProgramForm(request.POST or None, initial=terms_of(found))
    page = FormPage(
        title=_("Change %(program)s") % {"program": found.name},
        submit=_("Save"),
        back=_address(found),
        back_label=found.name,
    )

    def save() -> str:
        today = timezone.now().astimezone(zone_or_utc(found.time_zone)).date()
        return _address(set_up_program(form.terms(), today=today, program_id=found.pk))

    return answer(request, page, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_track(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    found = get_object_or_404(Program, pk=program_id)
    form = TrackForm(request.POST or None)
    page = FormPage(
        title=_("New track"),
        submit=_("Create track"),
        back=_address(found),
        back_label=found.name,
        lede=_("When in the week the program runs. It stays a draft until you publish it."),
    )
    return answer(request, page, form, lambda: _track_address(set_up_track(found, form.terms())))


@require_safe
@for_coordinators
def track(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    """Its times, what they fall short of, and its groups."""
    return _track_page(request, _track(track_id))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def edit_track(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    found = _track(track_id)
    form = TrackForm(request.POST or None, initial=terms_of_track(found))
    page = FormPage(
        title=_("Change the %(track)s track") % {"track": found.name},
        submit=_("Save"),
        back=_track_address(found),
        back_label=found.name,
        lede=_("Sessions that are planned keep their times; move them in the calendar."),
    )

    def save() -> str:
        return _track_address(set_up_track(found.program, form.terms(), track_id=found.pk))

    return answer(request, page, form, save)


@require_POST
@for_coordinators
def publish(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    """Warns first where the track falls short; sent again with ``anyway`` it is published all the same."""
    found = _track(track_id)
    if not request.POST.get("anyway") and shortfalls(found, on=_today(found)):
        return _track_page(request, found, asked=True)
    try:
        publish_track(found.pk, now=timezone.now())
    except CareError as refused:
        messages.error(request, in_words(refused).sentence)
    else:
        messages.success(request, _("Published. Clients can be placed in its groups now."))
    return redirect(_track_address(found))


def _track_page(request: HttpRequest, found: Track, **more: Any) -> HttpResponse:
    today = _today(found)
    context = {
        "track": found,
        "shortfalls": shortfalls(found, on=today),
        "groups": groups_of(tracks=[found], on=today)[found.pk],
        "closed": found.groups.filter(closed_at__isnull=False).order_by("name"),
    }
    return render(request, "setup/track.html", context | more)


def _track(track_id: UUID) -> Track:
    return get_object_or_404(Track.objects.select_related("program"), pk=track_id)


def _today(found: Track) -> date:
    return timezone.now().astimezone(zone_or_utc(found.program.time_zone)).date()


def _address(found: Program) -> str:
    return reverse("sessions:program", args=[found.pk])


def _track_address(found: Track) -> str:
    return reverse("sessions:track", args=[found.pk])
