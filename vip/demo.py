"""The demo's own pages: one-click sign-in and the inbox. Their addresses exist in demo mode alone (``vip.urls``)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sessions.models import Role, User
from vip import demo_inbox

ADDRESS_END = "@demo.test"


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone to be in the demo, and what being them shows."""

    user: User
    shows: str | Promise


# The first to look through; what each of the others shows is said by their role alone.
SHOWS = {
    Role.FACILITATOR: _("Clinician: leads the group that is live now"),
    Role.CLIENT: _("Client: joins a group from home"),
    Role.COORDINATOR: _("Coordinator: sees every session of the day"),
    Role.SUPERVISOR: _("Supervisor: reads attendance"),
}
ORDER = (Role.FACILITATOR, Role.CLIENT, Role.COORDINATOR, Role.SUPERVISOR)
LEADS = ("dana", "ana", "cora", "sam")


def accounts() -> QuerySet[User]:
    """The demo's accounts; nobody else can be signed in by one click."""
    return User.objects.filter(email__endswith=ADDRESS_END, is_active=True)


def personas() -> dict[str, list[Persona]]:
    """The four to begin with, and everybody else: ``{"leads": [...], "others": [...]}``."""
    everyone = sorted(accounts(), key=lambda user: (ORDER.index(Role(user.role)), user.display_name))
    found = {"leads": [], "others": []}  # type: dict[str, list[Persona]]
    for user in everyone:
        rank = "leads" if user.email.removesuffix(ADDRESS_END) in LEADS else "others"
        found[rank].append(Persona(user, SHOWS[Role(user.role)]))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Choose someone to be; a click on them signs in as them."""
    if request.method != "POST":
        return render(request, "demo/sign_in.html")
    user = get_object_or_404(accounts(), email=request.POST.get("email", ""))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("sessions:home")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every e-mail that the demo sent, newest first: what would have arrived on people's phones."""
    return render(request, "demo/inbox.html", {"inbox": demo_inbox.messages()})
