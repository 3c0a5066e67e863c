"""What all programs share: kinds of session, payers with their rules, states' limits, and holidays."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.us_states import STATES
from sessions.forms.clinic import HolidayForm, KindForm, NewKindForm, PayerForm, RuleForm, StateRuleForm
from sessions.models import Holiday, Payer, SessionKind, StateRule, User
from sessions.services.holidays import add_holiday, remove_holiday
from sessions.services.payers import add_payer, add_rule
from sessions.views.access import for_coordinators
from sessions.views.form_pages import FormPage, answer


@require_safe
@for_coordinators
def kinds(request: HttpRequest, user: User) -> HttpResponse:
    return render(request, "setup/kinds.html", {"kinds": SessionKind.objects.order_by("family", "name")})


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def new_kind(request: HttpRequest, user: User) -> HttpResponse:
    form = NewKindForm(request.POST or None)
    page = _kind_page(_("New kind of session"), _("Create kind"))
    return answer(request, page, form, lambda: _saved_kind(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def kind(request: HttpRequest, user: User, code: str) -> HttpResponse:
    found = get_object_or_404(SessionKind, pk=code)
    form = KindForm(request.POST or None, instance=found)
    return answer(request, _kind_page(found.name, _("Save")), form, lambda: _saved_kind(form))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def payers(request: HttpRequest, user: User) -> HttpResponse:
    """Payers with the rule in force, states' limits, and a form for a new payer."""
    form = PayerForm(request.POST or None)
    page = FormPage(title=_("Payers"), submit=_("Add payer"), back="", back_label="")
    today = timezone.localdate()
    found = list(Payer.objects.prefetch_related("rules__timed_codes"))
    rows = [
        {"payer": payer, "rule": next((rule for rule in payer.rules.all() if rule.holds_on(today)), None)}
        for payer in found
    ]
    limits = [(STATES.get(rule.state, rule.state), rule) for rule in StateRule.objects.all()]

    def save() -> str:
        return reverse("sessions:payer", args=[add_payer(form.cleaned_data["name"]).pk])

    context = {"rows": rows, "limits": limits, "state_form": StateRuleForm()}
    return answer(request, page, form, save, template="setup/payers.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def payer(request: HttpRequest, user: User, payer_id: int) -> HttpResponse:
    """Its rules, the newest first, and a form for the next one."""
    found = get_object_or_404(Payer, pk=payer_id)
    form = RuleForm(request.POST or None, initial={"per_diem_minutes": 180})
    page = FormPage(
        title=found.name, submit=_("Add rule"), back=reverse("sessions:payers"), back_label=_("Payers")
    )

    def save() -> str:
        add_rule(found, form.terms())
        return reverse("sessions:payer", args=[found.pk])

    context = {"payer": found, "rules": found.rules.prefetch_related("timed_codes")}
    return answer(request, page, form, save, template="setup/payer.html", **context)


@require_POST
@for_coordinators
def state_limit(request: HttpRequest, user: User) -> HttpResponse:
    form = StateRuleForm(request.POST)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose a state and enter a number from 1."))
    return redirect("sessions:payers")


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def holidays(request: HttpRequest, user: User) -> HttpResponse:
    """The days off from this year on, and a form for another one."""
    form = HolidayForm(request.POST or None)
    page = FormPage(title=_("Holidays"), submit=_("Add holiday"), back="", back_label="")
    today = timezone.localdate()
    coming = Holiday.objects.filter(date__gte=today).select_related("program")

    def save() -> str:
        cancelled = add_holiday(now=timezone.now(), **form.cleaned_data)
        if cancelled:
            said = ngettext("%(count)s session is cancelled.", "%(count)s sessions are cancelled.", cancelled)
            messages.success(request, said % {"count": cancelled})
        else:
            messages.success(request, _("Added. Nothing was planned on that day."))
        return reverse("sessions:holidays")

    return answer(request, page, form, save, template="setup/holidays.html", holidays=coming)


@require_POST
@for_coordinators
def delete_holiday(request: HttpRequest, user: User, holiday_id: int) -> HttpResponse:
    remove_holiday(holiday_id)
    messages.success(request, _("Removed. What it cancelled stays cancelled; plan it anew in the calendar."))
    return redirect("sessions:holidays")


def _kind_page(title: str, submit: str) -> FormPage:
    return FormPage(title=title, submit=submit, back=reverse("sessions:kinds"), back_label=_("Session kinds"))


def _saved_kind(form: KindForm) -> str:
    form.save()
    return reverse("sessions:kinds")
