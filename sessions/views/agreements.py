"""What everybody agrees to before they join: what is in force, and putting other words into force."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sessions.domain.errors import AgreementRefused
from sessions.forms.agreements import AgreementForm
from sessions.models import Agreement, AgreementKind, User
from sessions.queries.gate import agreements_in_force
from sessions.services.agreements import put_in_force, wordings_of
from sessions.views.access import for_coordinators


@require_safe
@for_coordinators
def agreements(request: HttpRequest, user: User) -> HttpResponse:
    """The newest version of each, with how many have given it."""
    newest = agreements_in_force(timezone.now()).values("pk")
    shown = Agreement.objects.filter(pk__in=newest).annotate(times_given=Count("given"))
    found = list(shown.prefetch_related("texts").order_by("-kind"))
    return render(request, "sessions/agreements/list.html", {"agreements": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def edit(request: HttpRequest, user: User, kind: str) -> HttpResponse:
    """Write the next version; from the moment it is sent everybody is asked for it."""
    if kind not in AgreementKind.values:
        raise Http404
    newest = Agreement.objects.filter(kind=kind).prefetch_related("texts").order_by("-version").first()
    form = AgreementForm(request.POST or None, wordings=wordings_of(newest) if newest else {})
    if form.is_valid():
        try:
            put_in_force(AgreementKind(kind), form.wordings, now=timezone.now())
        except AgreementRefused as refusal:
            form.add_error(None, _(refusal.sentence))
        else:
            messages.success(request, _("In force now. Everybody is asked for it the next time they join."))
            return redirect("sessions:agreements")
    return render(request, "sessions/agreements/edit.html", {"form": form, "newest": newest})
