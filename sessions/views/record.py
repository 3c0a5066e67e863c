"""A client's record for those who care for them: overview, measures, notes, attendance, contacts and consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.errors import ConsentRefused, MeasureRefused
from sessions.domain.measures import INSTRUMENTS
from sessions.forms.contacts import ConsentForm, ContactForm
from sessions.models import ClientProfile, Consent, User
from sessions.queries.attended import sessions_attended
from sessions.queries.local_days import local_date
from sessions.queries.measures import courses
from sessions.queries.notes import count_notes_of_client, notes_of_client
from sessions.queries.overview import overview_of
from sessions.services.contacts import record_consent, revoke_consent
from sessions.services.measures import schedule_measure
from sessions.views.access import for_staff
from sessions.views.charts import trend
from sessions.views.plan import may_treat
from sessions.views.records import opened_record

A_PAGE = 20


@require_safe
@for_staff
def client(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """What matters now: hours, alarms, plan, measures, authorization, team and what is next."""
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="overview", now=now)
    overview = overview_of(client=person, now=now)
    context = {
        "client": person,
        "tab": "overview",
        "overview": overview,
        "care": overview.way.care,
        "courses": [(course, trend(course)) for course in overview.courses],
        "profile": getattr(person, "profile", None),
        "now": now,
    }
    return render(request, "sessions/record/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def client_measures(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """Every measure with its trend and answers; how often each is asked for can be changed."""
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="measures", now=now)
    refused = None
    if request.method == "POST":
        if not may_treat(user):
            raise PermissionDenied(_("Clinicians decide what is asked. Ask the client's therapist."))
        key, text = request.POST.get("measure", ""), request.POST.get("every_days", "").strip()
        if key not in INSTRUMENTS:
            raise Http404
        days = int(text) if text.isdecimal() and len(text) < 5 else -1
        try:
            schedule_measure(
                client=person, measure=key, every_days=days if text else None, today=local_date(person, now)
            )
        except MeasureRefused as error:
            refused = (key, text, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("sessions:client_measures", client_id=person.pk)
    found = {course.instrument.key: course for course in courses(client=person, now=now)}
    context = {
        "client": person,
        "tab": "measures",
        "courses": [
            (
                instrument,
                course,
                trend(course) if course else None,
                refused if refused and refused[0] == key else None,
            )
            for key, instrument in INSTRUMENTS.items()
            for course in [found.get(key)]
        ],
        "may_write": may_treat(user),
    }
    return render(request, "sessions/record/measures.html", context, status=422 if refused else 200)


@require_safe
@for_staff
def client_notes(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """The signed notes: of each session the group's text and this client's line, nobody else's."""
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="notes", now=now)
    page, pages, offset = _page(request, count_notes_of_client(person))
    context = {
        "client": person,
        "tab": "notes",
        "entries": notes_of_client(person, limit=A_PAGE, offset=offset),
        "page": page,
        "pages": pages,
    }
    return render(request, "sessions/record/notes.html", context)


@require_safe
@for_staff
def client_attendance(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """Every session of the client that has begun, and what attendance says of it."""
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="attendance", now=now)
    page = max(1, int(asked)) if (asked := request.GET.get("page", "1")).isdecimal() and len(asked) < 5 else 1
    rows = sessions_attended(client=person, now=now, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    context = {
        "client": person,
        "tab": "attendance",
        "rows": rows[:A_PAGE],
        "page": page,
        "more": len(rows) > A_PAGE,
    }
    return render(request, "sessions/record/attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def client_contacts(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """How to reach the client and those close to them; consents to disclose."""
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="contacts", now=now)
    profile = ClientProfile.objects.filter(person=person).first() or ClientProfile(person=person)
    form = ContactForm(request.POST or None, instance=profile)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved."))
            return redirect("sessions:client_contacts", client_id=person.pk)
        return _render_contacts(request, person, now, form=form, status=422)
    return _render_contacts(request, person, now, form=form)


@require_POST
@for_staff
def add_consent(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="consents", now=now)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            record_consent(client=person, by=user, today=local_date(person, now), **form.cleaned_data)
        except ConsentRefused as refused:
            field = "signed_date" if refused.code == "signed_in_the_future" else "expires_date"
            form.add_error(field, refused.sentence)
        else:
            messages.success(request, _("The consent is on file."))
            return redirect("sessions:client_contacts", client_id=person.pk)
    return _render_contacts(request, person, now, consent_form=form, status=422)


@require_POST
@for_staff
def revoke(request: HttpRequest, user: User, client_id: UUID, consent_id: int) -> HttpResponse:
    now = timezone.now()
    person = opened_record(viewer=user, client_id=client_id, what="consents", now=now)
    consent = get_object_or_404(Consent, pk=consent_id, client=person)
    try:
        revoke_consent(consent=consent, now=now)
    except ConsentRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The consent is revoked. Nothing is disclosed by it from now on."))
    return redirect("sessions:client_contacts", client_id=person.pk)


def _render_contacts(
    request: HttpRequest,
    person: User,
    now: datetime,
    *,
    form: ContactForm | None = None,
    consent_form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    profile = ClientProfile.objects.filter(person=person).first() or ClientProfile(person=person)
    context: dict[str, Any] = {
        "client": person,
        "tab": "contacts",
        "form": form or ContactForm(instance=profile),
        "profile": profile,
        "consents": person.consents.order_by("-signed_date", "-pk"),
        "consent_form": consent_form or ConsentForm(),
        "given": person.agreements_given.select_related("agreement").order_by("-given_at"),
        "today": local_date(person, now),
    }
    return render(request, "sessions/record/contacts.html", context, status=status)


def _page(request: HttpRequest, total: int) -> tuple[int, int, int]:
    """The asked page, from 1, how many there are, and how many entries come before it."""
    pages = max(1, -(-total // A_PAGE))
    asked = request.GET.get("page", "1")
    page = min(max(1, int(asked)), pages) if asked.isdecimal() and len(asked) < 6 else 1
    return page, pages, (page - 1) * A_PAGE
