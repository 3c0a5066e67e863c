"""The team: who works here, their roles and licences."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.errors import CareError
from sessions.forms.clinic import InviteForm, LicenseForm, RoleForm
from sessions.models import License, LicenseKind, Role, User
from sessions.queries.team import leads_ahead, licenses_to_renew, member_of, team_page
from sessions.services import team as service
from sessions.services.team import STAFF_ROLES
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer

LONGEST_SEARCH = 100


@require_safe
@for_coordinators
def members(request: HttpRequest, user: User) -> HttpResponse:
    """``?q=`` searches, ``?show=renew`` leaves those with a licence to renew, ``?page=`` is a number from 1; by htmx
    the list alone."""
    today, number = timezone.localdate(), request.GET.get("page", "")
    search, renewing = request.GET.get("q", "")[:LONGEST_SEARCH].strip(), request.GET.get("show") == "renew"
    found = team_page(
        search=search,
        renewing=renewing,
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
        today=today,
    )
    context = {"found": found, "search": search, "renewing": renewing}
    if request.headers.get("HX-Request"):
        return render(request, "setup/parts/members.html", context)
    urgent, how_many = licenses_to_renew(today)
    return render(request, "setup/team.html", context | {"urgent": urgent, "to_renew": how_many})


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def invite(request: HttpRequest, user: User) -> HttpResponse:
    form = InviteForm(request.POST or None)
    page = FormPage(
        title=_("Invite a colleague"),
        submit=_("Send invitation"),
        back=reverse("sessions:team"),
        back_label=_("Team"),
        lede=_("They get an e-mail with a link to set up their account and its second step."),
    )

    def save() -> str:
        person = service.invite(form.invitation(), by=user)
        messages.success(request, _("Invited. The e-mail is on its way."))
        return _address(person)

    return answer(request, page, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def member(request: HttpRequest, user: User, person_id: UUID) -> HttpResponse:
    """Their role and licences; the form that is sent adds a licence, or renews one that has the same number."""
    person = get_object_or_404(User, pk=person_id, role__in=STAFF_ROLES)
    form = LicenseForm(request.POST or None)
    page = FormPage(
        title=person.legal_name,
        submit=_("Add licence"),
        back=reverse("sessions:team"),
        back_label=_("Team"),
    )

    def save() -> str:
        found = form.cleaned_data | {"kind": LicenseKind(form.cleaned_data["kind"])}
        service.add_license(person.pk, **found)
        return _address(person)

    context = {
        "member": member_of(person, today=timezone.localdate()),
        "leads_ahead": leads_ahead(person, now=timezone.now()),
        "role_form": RoleForm(initial={"role": person.role}),
        "self": person == user,
    }
    return answer(request, page, form, save, template="setup/member.html", **context)


@require_POST
@for_coordinators
def change_role(request: HttpRequest, user: User, person_id: UUID) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role from the list."))
        return redirect("sessions:member", person_id)
    role = Role(form.cleaned_data["role"])
    return _did(request, person_id, lambda: service.change_role(person_id, role=role, by=user), _("Saved."))


@require_POST
@for_coordinators
def close(request: HttpRequest, user: User, person_id: UUID) -> HttpResponse:
    said = _("The account is closed. Find substitutes for the sessions they were to lead.")
    return _did(request, person_id, lambda: service.close_account(person_id, by=user), said)


@require_POST
@for_coordinators
def reopen(request: HttpRequest, user: User, person_id: UUID) -> HttpResponse:
    said = _("The account is open again.")
    return _did(request, person_id, lambda: service.reopen_account(person_id, by=user), said)


@require_POST
@for_coordinators
def invite_again(request: HttpRequest, user: User, person_id: UUID) -> HttpResponse:
    said = _("Another e-mail is on its way.")
    return _did(request, person_id, lambda: service.invite_again(person_id), said)


@require_POST
@for_coordinators
def delete_license(request: HttpRequest, user: User, license_id: int) -> HttpResponse:
    found = get_object_or_404(License, pk=license_id)
    service.remove_license(found.pk)
    return redirect("sessions:member", found.person_id)


def _did(request: HttpRequest, person_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    get_object_or_404(User, pk=person_id, role__in=STAFF_ROLES)
    try:
        act()
    except CareError as refused:
        messages.error(request, _(refused.sentence))
    else:
        messages.success(request, said)
    return redirect("sessions:member", person_id)


def _address(person: User) -> str:
    return reverse("sessions:member", args=[person.pk])
