"""A client's own pages beside home: their calendar, what follows the program, and what they say of themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sessions.forms.profile import ProfileForm
from sessions.models import AftercarePlan, ClientProfile, User
from sessions.queries.local_days import zone_of
from sessions.queries.my_calendar import first_of, month_of
from sessions.services.profiles import change_profile
from sessions.views.access import for_clients

FURTHEST_YEARS = 10


@require_safe
@for_clients
def my_calendar(request: HttpRequest, user: User) -> HttpResponse:
    """``?month=YYYY-MM``, the current one without it: a list on a phone, a grid on a desk."""
    now, zone = timezone.now(), zone_of(user)
    this_month = first_of(now, zone)
    first = asked_month(request.GET.get("month", ""), default=this_month)
    context = {
        "month": month_of(person=user, first=first, zone=zone),
        "this_month": this_month,
        "today": now.astimezone(zone).date(),
        "now": now,
    }
    return render(request, "sessions/mine/calendar.html", context)


def asked_month(text: str, *, default: date) -> date:
    """The month that ``text`` names; ``default`` where it names none or one that is years away."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return default
    return first if abs(first.year - default.year) <= FURTHEST_YEARS else default


@require_safe
@for_clients
def my_aftercare(request: HttpRequest, user: User) -> HttpResponse:
    """What client and clinician agreed for the time after; drafts are the clinicians' alone."""
    agreed = AftercarePlan.objects.filter(enrolment__client=user, agreed_at__isnull=False)
    plan = agreed.select_related("written_by").order_by("-agreed_at").first()
    return render(request, "sessions/mine/aftercare.html", {"plan": plan})


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def profile(request: HttpRequest, user: User) -> HttpResponse:
    """The name that the group sees, how to reach the client, and whom to call for them."""
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=_known(user))
    if request.method == "POST" and form.is_valid():
        change_profile(person=user, about=form.about_me)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("sessions:profile")
    return render(request, "sessions/mine/profile.html", {"form": form}, status=422 if form.is_bound else 200)


def _known(user: User) -> dict[str, Any]:
    profile = ClientProfile.objects.filter(person=user).first() or ClientProfile(person=user)
    of_account = ("display_name", "pronouns", "language", "time_zone", "phone")
    of_profile = ("home_address", "home_state", *ProfileForm.EMERGENCY)
    return {name: getattr(user, name) for name in of_account} | {
        name: getattr(profile, name) for name in of_profile
    }
