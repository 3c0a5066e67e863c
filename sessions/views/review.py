"""After a session: its attendance read, corrected, signed; presence attested that no computer saw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions.domain.errors import AttestationRefused, CorrectionRefused, SignatureRefused
from sessions.forms.refusals import put_beside
from sessions.forms.review import AttestationForm, CorrectionForm, SignatureForm
from sessions.models import AttendanceRecord, AttestedKind, CorrectionState, RosterPart, Session, User
from sessions.queries.record_access import may_correct_attendance, may_read_attendance, whole_session
from sessions.queries.review import review_of
from sessions.services.attestations import attest_presence
from sessions.services.corrections import correct_attendance, cosign_correction, decline_correction
from sessions.services.signatures import sign_attendance
from sessions.views.access import for_staff
from sessions.views.polling import render_live


def review_context(
    session: Session,
    user: User,
    *,
    may_correct: bool,
    asked: str = "",
    refused: CorrectionForm | None = None,
) -> dict[str, Any]:
    """What the page of a final session shows, with a form for the record whose key is ``asked``.

    ``refused`` takes the place of its record's form. Forms for everybody were a third of the page.
    """
    review = review_of(session)
    rows = [
        {
            "record": row.record,
            "earlier": row.earlier,
            "awaiting": row.awaiting,
            "gaps": row.gaps,
            "form": form_of(row.record, asked, refused) if may_correct and row.awaiting is None else None,
            "may_correct": may_correct and row.awaiting is None,
            "may_decide": user.role == "supervisor" and row.awaiting is not None,
            "own": row.awaiting is not None and row.awaiting.author_id == user.pk,
        }
        for row in review.rows
    ]
    sign = SignatureForm(initial={"digest": review.digest}) if may_correct else None
    return {"rows": rows, "review": review, "may_correct": may_correct, "sign": sign}


def form_of(record: AttendanceRecord, asked: str, refused: CorrectionForm | None) -> CorrectionForm | None:
    if refused and refused.record.pk == record.pk:
        return refused
    return CorrectionForm(record=record) if asked == str(record.pk) else None


@require_POST
@for_staff
def correct(request: HttpRequest, user: User, session_id: UUID, record_id: int) -> HttpResponse:
    """Correct one record; what was refused stands beside its field with what was entered."""
    session = reviewed(user, session_id)
    record = get_object_or_404(AttendanceRecord.versions.filter(session=session), pk=record_id)
    form = CorrectionForm(request.POST, record=record)
    if form.is_valid():
        try:
            correction = correct_attendance(record.pk, by=user, now=timezone.now(), **form.correction)
        except CorrectionRefused as refused:
            if refused.code == "corrected_meanwhile":
                messages.error(request, _(refused.sentence))
                return to_attendance(session)
            put_beside(form, refused)
        else:
            messages.success(request, said_of(correction.state))
            return to_attendance(session)
    context = {"session": session, "final": True} | review_context(
        session, user, may_correct=may_correct_attendance(user, session), refused=form
    )
    return render_live(request, "sessions/attendance.html", "sessions/parts/people.html", context, status=422)


def said_of(state: str) -> str:
    if state == CorrectionState.AWAITING:
        return _("Noted. It raises what is billed, so it counts once a supervisor has signed it.")
    return _("Corrected. The record before it is kept.")


@require_POST
@for_staff
def decide(request: HttpRequest, user: User, session_id: UUID, correction_id: UUID) -> HttpResponse:
    """A supervisor signs or declines a correction that raises what is billed."""
    session = reviewed(user, session_id)
    try:
        if "cosign" in request.POST:
            cosign_correction(correction_id, by=user, now=timezone.now())
            messages.success(request, _("Signed. The correction is in force."))
        else:
            decline_correction(correction_id, by=user, now=timezone.now())
            messages.success(request, _("Declined. The record stays as it was."))
    except CorrectionRefused as refused:
        messages.error(request, _(refused.sentence))
    return to_attendance(session)


@require_POST
@for_staff
def sign(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """One signature for all the records that were on the page."""
    session = reviewed(user, session_id)
    form = SignatureForm(request.POST)
    try:
        digest = form.cleaned_data["digest"] if form.is_valid() else ""
        sign_attendance(session.pk, by=user, digest=digest, now=timezone.now())
        messages.success(request, _("Signed. Thank you."))
    except SignatureRefused as refused:
        messages.error(request, _(refused.sentence))
    return to_attendance(session)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def attest(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """The roll: who took part by phone or in person."""
    session = reviewed(user, session_id)
    if not may_correct_attendance(user, session):
        raise Http404
    entries = session.roster.exclude(part=RosterPart.GUEST).select_related("person")
    roster = list(entries.order_by("person__legal_name"))
    form = AttestationForm(request.POST or None, session=session, roster=roster)
    if request.method == "POST" and form.is_valid():
        try:
            attest_presence(
                session.pk,
                people=[UUID(person) for person in form.cleaned_data["people"]],
                kind=AttestedKind(form.cleaned_data["kind"]),
                began_at=form.at("began"),
                ended_at=form.at("ended"),
                reason=form.cleaned_data["reason"],
                by=user,
                now=timezone.now(),
            )
        except AttestationRefused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Noted with your name and the time."))
            return to_attendance(session)
    attested = session.attested.select_related("person", "attested_by").order_by(
        "attested_at", "person__legal_name"
    )
    context = {"session": session, "form": form, "attested": attested}
    return render(request, "sessions/attest.html", context, status=422 if form.errors else 200)


def reviewed(user: User, session_id: UUID) -> Session:
    """The session, for whoever may read its attendance; others learn not even that it exists."""
    session = whole_session(session_id)
    if session is None or not may_read_attendance(user, session):
        raise Http404
    return session


def to_attendance(session: Session) -> HttpResponse:
    return redirect("sessions:attendance", session.pk)
