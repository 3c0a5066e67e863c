"""A client's treatment plan: the clinician drafts, signs and reviews it; the client reads it and notes progress."""

from __future__ import annotations

from contextlib import suppress
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

from sessions.domain.errors import PlanRefused
from sessions.forms.plan import GoalForms, PlanForm, ProgressForm, ReviewDateForm, ReviewForm
from sessions.models import Goal, Role, TreatmentPlan, User
from sessions.queries.local_days import local_date
from sessions.queries.plans import Plans, plans_of
from sessions.services import plans as services
from sessions.services.plans import USUAL_REVIEW
from sessions.views.access import for_clients, for_staff
from sessions.views.records import opened_record

# --- the client's -----------------------------------------------------------------------------------------------------


@require_safe
@for_clients
def my_plan(request: HttpRequest, user: User) -> HttpResponse:
    """The plan in force, in the client's sight: no drafts, no earlier versions."""
    return _render_mine(request, user, timezone.now())


@require_POST
@for_clients
def agree(request: HttpRequest, user: User, plan_id: UUID) -> HttpResponse:
    try:
        services.agree_to_plan(client=user, plan_id=plan_id, now=timezone.now())
    except PlanRefused:
        raise Http404 from None
    messages.success(request, _("Thank you. Your plan is agreed."))
    return redirect("sessions:my_plan")


@require_POST
@for_clients
def my_progress(request: HttpRequest, user: User, goal_id: UUID) -> HttpResponse:
    """The client notes how near a goal of their plan in force is."""
    now = timezone.now()
    plan = services.plan_in_force(user)
    goal = get_object_or_404(Goal.objects.select_related("plan"), pk=goal_id, plan=plan)
    form = ProgressForm(request.POST, prefix=f"goal-{goal.pk}")
    if not form.is_valid():
        return _render_mine(request, user, now, refused=(goal, form), status=422)
    services.note_progress(goal=goal, by=user, now=now, **form.cleaned_data)
    messages.success(request, _("Noted. Your clinician sees it too."))
    return redirect("sessions:my_plan")


def _render_mine(
    request: HttpRequest,
    user: User,
    now: datetime,
    *,
    refused: tuple[Goal, ProgressForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    plans = plans_of(client=user, now=now)
    goals = plans.in_force.goals if plans.in_force else ()
    forms = [
        refused[1]
        if refused and refused[0].pk == each.goal.pk
        else ProgressForm(prefix=f"goal-{each.goal.pk}")
        for each in goals
    ]
    context = {"plan": plans.in_force, "goals": list(zip(goals, forms, strict=True))}
    return render(request, "sessions/plan/mine.html", context, status=status)


# --- the clinician's --------------------------------------------------------------------------------------------------


@require_safe
@for_staff
def client_plan(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """The plan in force with its goals, progress and reviews; the draft's and the earlier versions' places."""
    now = timezone.now()
    client = opened_record(viewer=user, client_id=client_id, what="plan", now=now)
    return _render_plan(request, user, client, now)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def draft(request: HttpRequest, user: User, client_id: UUID) -> HttpResponse:
    """Write the next version: saved, or signed and in force, or thrown away, by the button pressed."""
    now = timezone.now()
    client = opened_record(viewer=user, client_id=client_id, what="plan draft", now=now)
    _require_clinician(user)
    if request.method != "POST":
        plan = get_object_or_404(TreatmentPlan, client=client, signed_at=None)
        return _render_draft(request, client, plan, now)
    pressed = request.POST.get("press", "save")
    if pressed == "begin":
        services.draft_plan(client=client, by=user, now=now)
        return redirect("sessions:plan_draft", client_id=client.pk)
    plan = _posted_plan(request, client)
    if pressed == "discard":
        with suppress(PlanRefused):  # thrown away or signed already
            services.discard_draft(plan_id=plan.pk)
        messages.info(request, _("The draft was thrown away."))
        return redirect("sessions:client_plan", client_id=client.pk)
    return _keep_draft(request, user, client, plan, now, sign=pressed == "sign")


@require_POST
@for_staff
def review(request: HttpRequest, user: User, client_id: UUID, plan_id: UUID) -> HttpResponse:
    """Note that the plan was gone through, and when the next review is due."""
    now = timezone.now()
    client = opened_record(viewer=user, client_id=client_id, what="plan review", now=now)
    _require_clinician(user)
    plan = get_object_or_404(TreatmentPlan, pk=plan_id, client=client)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            services.review_plan(
                plan_id=plan.pk,
                by=user,
                outcome=form.cleaned_data["outcome"],
                next_due_date=form.cleaned_data["review_due_date"],
                today=local_date(client, now),
                now=now,
            )
        except PlanRefused as refused:
            form.add_error("review_due_date" if "review" in refused.code else None, refused.sentence)
        else:
            messages.success(request, _("The review is noted."))
            return redirect("sessions:client_plan", client_id=client.pk)
    return _render_plan(request, user, client, now, review_form=form, status=422)


@require_POST
@for_staff
def progress(request: HttpRequest, user: User, client_id: UUID, goal_id: UUID) -> HttpResponse:
    """The clinician notes how near a goal is."""
    now = timezone.now()
    client = opened_record(viewer=user, client_id=client_id, what="goal", now=now)
    _require_clinician(user)
    goal = get_object_or_404(Goal.objects.select_related("plan"), pk=goal_id, plan__client=client)
    form = ProgressForm(request.POST, prefix=f"goal-{goal.pk}")
    if form.is_valid():
        try:
            services.note_progress(goal=goal, by=user, now=now, **form.cleaned_data)
        except PlanRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("sessions:client_plan", client_id=client.pk)
    return _render_plan(request, user, client, now, progress_form=(goal, form), status=422)


def _posted_plan(request: HttpRequest, client: User) -> TreatmentPlan:
    """The version that the writer's page was about, which somebody may have signed meanwhile."""
    try:
        return get_object_or_404(TreatmentPlan, pk=UUID(request.POST.get("plan", "")), client=client)
    except ValueError:
        raise Http404 from None


def _keep_draft(
    request: HttpRequest, user: User, client: User, plan: TreatmentPlan, now: datetime, *, sign: bool
) -> HttpResponse:
    form, goals, date_form = (
        PlanForm(request.POST),
        GoalForms(request.POST, prefix="goals"),
        ReviewDateForm(request.POST),
    )
    valid = form.is_valid() and goals.is_valid() and (date_form.is_valid() or not sign)
    if valid:
        drafts = [draft for each in goals if (draft := each.draft)]
        try:
            services.save_draft(plan_id=plan.pk, goals=drafts, **form.cleaned_data)
            if sign:
                services.sign_plan(
                    plan_id=plan.pk,
                    by=user,
                    review_due_date=date_form.cleaned_data["review_due_date"],
                    today=local_date(client, now),
                    now=now,
                )
        except PlanRefused as refused:
            if refused.code.startswith("review"):
                date_form.add_error("review_due_date", refused.sentence)
            else:
                form.add_error(None, refused.sentence)
        else:
            if sign:
                messages.success(request, _("The plan is signed and in force."))
                return redirect("sessions:client_plan", client_id=client.pk)
            messages.success(request, _("The draft is saved."))
            return redirect("sessions:plan_draft", client_id=client.pk)
    return _render_draft(request, client, plan, now, forms=(form, goals, date_form), status=422)


def _render_draft(
    request: HttpRequest,
    client: User,
    plan: TreatmentPlan,
    now: datetime,
    *,
    forms: tuple[PlanForm, Any, ReviewDateForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    form, goals, date_form = forms or (
        PlanForm(initial={"summary": plan.summary, "strengths": plan.strengths}),
        GoalForms(
            prefix="goals",
            initial=[
                {
                    "thread": goal.thread,
                    "statement": goal.statement,
                    "steps": goal.steps,
                    "target_date": goal.target_date,
                }
                for goal in plan.goals.all()
            ],
        ),
        ReviewDateForm(initial={"review_due_date": local_date(client, now) + USUAL_REVIEW}),
    )
    context = {
        "client": client,
        "plan": plan,
        "form": form,
        "goals": goals,
        "date_form": date_form,
        "tab": "plan",
    }
    return render(request, "sessions/plan/draft.html", context, status=status)


def _render_plan(
    request: HttpRequest,
    user: User,
    client: User,
    now: datetime,
    *,
    review_form: ReviewForm | None = None,
    progress_form: tuple[Goal, ProgressForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    plans: Plans = plans_of(client=client, now=now)
    goals = plans.in_force.goals if plans.in_force else ()
    forms = [
        progress_form[1]
        if progress_form and progress_form[0].pk == each.goal.pk
        else ProgressForm(prefix=f"goal-{each.goal.pk}")
        for each in goals
    ]
    context = {
        "client": client,
        "tab": "plan",
        "plans": plans,
        "plan": plans.in_force,
        "goals": list(zip(goals, forms, strict=True)),
        "may_write": may_treat(user),
        "review_form": review_form
        or ReviewForm(initial={"review_due_date": local_date(client, now) + USUAL_REVIEW}),
    }
    return render(request, "sessions/plan/client.html", context, status=status)


def may_treat(user: User) -> bool:
    """Plans are clinicians' work: coordinators read them."""
    return user.role in (Role.FACILITATOR, Role.SUPERVISOR)


def _require_clinician(user: User) -> None:
    if not may_treat(user):
        raise PermissionDenied(_("Clinicians write treatment plans. Ask the client's therapist."))
