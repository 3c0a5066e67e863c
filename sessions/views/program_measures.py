"""Which outcome measures a program asks its clients for, and how often."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sessions.domain.recurrence import zone_or_utc
from sessions.forms.measures import ProgramMeasuresForm
from sessions.models import Program, User
from sessions.services.measures import measures_of, set_program_measures
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def measures(request: HttpRequest, user: User, program_id: UUID) -> HttpResponse:
    """One line for each measure: whether it is asked for, and how many days apart."""
    found = get_object_or_404(Program, pk=program_id)
    form = ProgramMeasuresForm(request.POST or None, asked=measures_of(found))
    page = FormPage(
        title=_("Measures of %(program)s") % {"program": found.name},
        submit=_("Save"),
        back=reverse("sessions:program", args=[found.pk]),
        back_label=found.name,
        lede=_("Each is asked for on a client's first day, and again so many days after every answer."),
    )

    def save() -> str:
        now = timezone.now()
        today = now.astimezone(zone_or_utc(found.time_zone)).date()
        changed = set_program_measures(
            found, every_days=form.every_days(), today=today, now_too=form.cleaned_data["now_too"]
        )
        said = ngettext(
            "Saved. %(count)d client is asked differently now.",
            "Saved. %(count)d clients are asked differently now.",
            changed,
        )
        messages.success(request, said % {"count": changed} if changed else _("Saved."))
        return page.back

    return answer(request, page, form, save, template="setup/program_measures.html")
