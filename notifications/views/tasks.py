"""The outreach queue: whom to call and why, what is needed for it at hand, and the call written down by one press."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.domain.calls import HANDLING
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.errors import TaskRefused
from notifications.forms.tasks import CallForm
from notifications.models import StaffTask
from notifications.queries.tasks import done_tasks, open_tasks, resting_tasks, tasks_for, whereabouts
from notifications.services.calls import log_call
from sessions.models import User
from sessions.services.record_views import note_view
from sessions.views.access import for_staff
from sessions.views.polling import render_live

WHEREABOUTS = "whereabouts"


@require_safe
@for_staff
def tasks(request: HttpRequest, user: User) -> HttpResponse:
    """What is due, the longest waiting first. Safety alerts stand above it, as on every page of the staff."""
    now = timezone.now()
    due, resting = open_tasks(user, now=now)
    context = {"tasks": due, "resting": resting, "now": now}
    return render_live(request, "notifications/tasks.html", "notifications/parts/tasks.html", context)


@require_safe
@for_staff
def other_tasks(request: HttpRequest, user: User) -> HttpResponse:
    """What rests until later, and what was finished last."""
    now = timezone.now()
    context = {"resting": resting_tasks(user, now=now), "done": done_tasks(user), "now": now}
    return render(request, "notifications/tasks_other.html", context)


@require_safe
@for_staff
def task(request: HttpRequest, user: User, task_id: UUID) -> HttpResponse:
    """One task: why, whom to call, what was tried."""
    return _page(request, user, get_object_or_404(tasks_for(user), pk=task_id), CallForm())


@require_POST
@for_staff
def where(request: HttpRequest, user: User, task_id: UUID) -> HttpResponse:
    """Where the client is and whom to call for them. That it was looked at is written down."""
    found = get_object_or_404(tasks_for(user), pk=task_id, client__isnull=False)
    assert found.client is not None
    note_view(viewer=user, client=found.client, what=WHEREABOUTS, now=timezone.now())
    shown: dict[str, Any] = {"where": whereabouts(found), "asked": True}
    if request.headers.get("HX-Request"):
        return render(request, "notifications/parts/whereabouts.html", {"task": found, **shown})
    return _page(request, user, found, CallForm(), **shown)


@require_POST
@for_staff
def call(request: HttpRequest, user: User, task_id: UUID) -> HttpResponse:
    """How the call went."""
    found = get_object_or_404(tasks_for(user), pk=task_id)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _page(request, user, found, form, status=HTTPStatus.BAD_REQUEST)
    outcome = TaskOutcome(form.cleaned_data["outcome"])
    try:
        after = log_call(
            task_id=found.pk, outcome=outcome, note=form.cleaned_data["note"], by=user, now=timezone.now()
        )
    except TaskRefused as refusal:
        messages.warning(request, _(refusal.sentence))
        return redirect("notifications:tasks")
    if after.done_at is not None:
        messages.success(request, _("Done. Thank you."))
        return redirect("notifications:tasks")
    messages.info(request, _("Noted. The task comes up again when it is worth another try."))
    return redirect("notifications:task", found.pk)


def _page(
    request: HttpRequest,
    user: User,
    found: StaffTask,
    form: CallForm,
    *,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    context = {
        "task": found,
        "form": form,
        "offers": HANDLING[TaskKind(found.kind)].offers,
        "calls": found.calls.select_related("by").order_by("-at"),
        "now": timezone.now(),
    }
    return render(request, "notifications/task.html", context | more, status=status)
