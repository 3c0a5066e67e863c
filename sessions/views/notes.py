"""A session's note: written with everyone's attendance beside it, kept as it is typed, signed, then amended.

Whoever may not read it learns not even that the session exists.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions.domain.errors import NoteRefused
from sessions.models import Session, SessionNote, User
from sessions.queries.notes import note_of
from sessions.queries.record_access import may_read_note, may_write_note
from sessions.services import notes as services
from sessions.services.record_views import note_views
from sessions.views.access import for_staff

LINE = "line-"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def session_note(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """The note: to write for those who led the session, to read for the rest of its staff.

    Opening it begins the draft, so that times and roster are there; doing so twice changes nothing.
    """
    session, now = _session(user, session_id), timezone.now()
    may_write = may_write_note(user, session)
    if request.method == "POST":
        _require_writer(may_write)
        return _keep(request, user, session, now)
    try:
        note = services.open_note(session=session, by=user, now=now) if may_write else note_of(session)
    except NoteRefused as refused:
        return render(request, "sessions/notes/none.html", {"session": session, "refused": refused})
    if note is None:
        return render(request, "sessions/notes/none.html", {"session": session})
    return _render(request, user, session, now, may_write=may_write)


@require_POST
@for_staff
def keep_note(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """Save the draft; asked by the page while somebody types."""
    session, now = _session(user, session_id), timezone.now()
    _require_writer(may_write_note(user, session))
    note = get_object_or_404(SessionNote, session=session)
    try:
        note = services.save_note(note_id=note.pk, now=now, **_entered(request))
    except NoteRefused as refused:
        return JsonResponse({"saved": False, "says": refused.sentence}, status=409)
    says = _("Saved at %(time)s.") % {"time": timezone.localtime(now).strftime("%-I:%M %p")}
    return JsonResponse({"saved": True, "says": says, "revision": note.revision})


@require_POST
@for_staff
def add_addendum(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """Add to the signed note, or to one client's line."""
    session, now = _session(user, session_id), timezone.now()
    _require_writer(may_write_note(user, session))
    note = get_object_or_404(SessionNote, session=session)
    text = request.POST.get("addendum", "")
    try:
        services.add_addendum(
            note_id=note.pk, by=user, text=text, client_id=_client_id(request.POST.get("about", "")), now=now
        )
    except NoteRefused as refused:
        return _render(request, user, session, now, may_write=True, refused=refused, addendum=text)
    messages.success(request, _("The addendum is part of the note now."))
    return redirect("sessions:session_note", session_id=session.pk)


def _keep(request: HttpRequest, user: User, session: Session, now: datetime) -> HttpResponse:
    note = get_object_or_404(SessionNote, session=session)
    entered = _entered(request)
    try:
        services.save_note(note_id=note.pk, now=now, **entered)
        if request.POST.get("press") == "sign":
            services.sign_note(note_id=note.pk, by=user, now=now)
            messages.success(request, _("The note is signed."))
        else:
            messages.success(request, _("The draft is saved."))
    except NoteRefused as refused:
        return _render(request, user, session, now, may_write=True, refused=refused, entered=entered)
    return redirect("sessions:session_note", session_id=session.pk)


def _render(
    request: HttpRequest,
    user: User,
    session: Session,
    now: datetime,
    *,
    may_write: bool,
    refused: NoteRefused | None = None,
    entered: dict[str, Any] | None = None,
    addendum: str = "",
) -> HttpResponse:
    note = note_of(session)
    if note is None:
        raise Http404
    lines = list(note.lines.all())
    note_views(viewer=user, client_ids=[line.client_id for line in lines], what="session note", now=now)
    writing = may_write and note.signed_at is None
    if entered and writing:  # what was typed and refused stays on the page
        note.text = entered["text"]
        for line in lines:
            line.text = entered["lines"].get(line.client_id, line.text)
    context = {
        "session": session,
        "note": note,
        "lines": [
            {
                "line": line,
                "addenda": [each for each in note.addenda.all() if each.client_id == line.client_id],
            }
            for line in lines
        ],
        "addenda": [each for each in note.addenda.all() if each.client_id is None],
        "writing": writing,
        "may_add": may_write and note.signed_at is not None,
        "final": session.attendance_final_at is not None,
        "refused": refused,
        "addendum": addendum,
    }
    return render(request, "sessions/notes/note.html", context, status=422 if refused else 200)


def _session(user: User, session_id: UUID) -> Session:
    session = get_object_or_404(Session.objects.select_related("program", "group", "kind"), pk=session_id)
    if not may_read_note(user, session):
        raise Http404
    return session


def _require_writer(may_write: bool) -> None:
    if not may_write:
        raise PermissionDenied(_("The clinicians who led this session write its note. Ask one of them."))


def _entered(request: HttpRequest) -> dict[str, Any]:
    """What the page sent, as ``save_note`` takes it."""
    revision = request.POST.get("revision", "")
    return {
        "text": _plain(request.POST.get("text", "")),
        "lines": {
            client_id: _plain(text)
            for name, text in request.POST.items()
            if name.startswith(LINE)
            and isinstance(text, str)
            and (client_id := _client_id(name[len(LINE) :]))
        },
        "revision": int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
    }


def _plain(text: str) -> str:
    """Lines end as they do here: a browser sends them as a network does."""
    return text.replace("\r\n", "\n")


def _client_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
