"""Closing programs, tracks and groups: what has to be done first, then a button; and opening them again."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions.domain.errors import CareError
from sessions.models import Group, Program, Track, User
from sessions.queries.closing import InTheWay, in_the_way_of_group, in_the_way_of_program, in_the_way_of_track
from sessions.services.closing import (
    close_group,
    close_program,
    close_track,
    reopen_group,
    reopen_program,
    reopen_track,
)
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def group_closing(request: HttpRequest, user: User, group_id: UUID) -> HttpResponse:
    found = get_object_or_404(Group.objects.select_related("track__program"), pk=group_id)
    page = _page(found.name, reverse("sessions:group", args=[found.pk]))
    return _closing(
        request,
        page,
        found,
        lambda: in_the_way_of_group(found, now=timezone.now()),
        lambda cancel: close_group(found.pk, now=timezone.now(), cancel_ahead=cancel),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def track_closing(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    found = get_object_or_404(Track.objects.select_related("program"), pk=track_id)
    page = _page(found.name, reverse("sessions:track", args=[found.pk]))
    return _closing(
        request,
        page,
        found,
        lambda: in_the_way_of_track(found),
        lambda _cancel: close_track(found.pk, now=timezone.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def program_closing(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    found = get_object_or_404(Program, pk=program_id)
    page = _page(found.name, reverse("sessions:program", args=[found.pk]))
    return _closing(
        request,
        page,
        found,
        lambda: in_the_way_of_program(found, now=timezone.now()),
        lambda cancel: close_program(found.pk, now=timezone.now(), cancel_ahead=cancel),
    )


@require_POST
@for_coordinators
def group_opening(request: HttpRequest, user: User, group_id: UUID) -> HttpResponse:
    get_object_or_404(Group, pk=group_id)
    said = _("The group is open again. Plan its sessions, then enrol clients.")
    return _opened(request, lambda: reopen_group(group_id), said, reverse("sessions:group", args=[group_id]))


@require_POST
@for_coordinators
def track_opening(request: HttpRequest, user: User, track_id: UUID) -> HttpResponse:
    get_object_or_404(Track, pk=track_id)
    said = _("The track is open again. Open the groups that are to meet in it.")
    return _opened(request, lambda: reopen_track(track_id), said, reverse("sessions:track", args=[track_id]))


@require_POST
@for_coordinators
def program_opening(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    get_object_or_404(Program, pk=program_id)
    said = _("The program is open again. Open the tracks that are to run.")
    address = reverse("sessions:program", args=[program_id])
    return _opened(request, lambda: reopen_program(program_id), said, address)


def _closing(
    request: HttpRequest,
    page: FormPage,
    found: Program | Track | Group,
    in_the_way: Callable[[], InTheWay],
    close: Callable[[bool], object],
) -> HttpResponse:
    """The page; where it was sent and nothing stands against it, back to what is closed now."""
    if found.closed_at is not None:
        return redirect(page.back)
    refused = None
    if request.method == "POST":
        try:
            close(bool(request.POST.get("cancel_ahead")))
        except CareError as error:
            refused = error
        else:
            messages.success(request, _("Closed. What it was stays on record, and you can open it again."))
            return redirect(page.back)
    context = {"page": page, "way": in_the_way(), "refused": refused}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "setup/close.html", context, status=status)


def _opened(request: HttpRequest, reopen: Callable[[], object], said: str, address: str) -> HttpResponse:
    try:
        reopen()
    except CareError as refused:
        messages.error(request, _(refused.sentence))
    else:
        messages.success(request, said)
    return redirect(address)


def _page(name: str, address: str) -> FormPage:
    return FormPage(
        title=_("Close %(name)s") % {"name": name}, submit=_("Close it"), back=address, back_label=name
    )
