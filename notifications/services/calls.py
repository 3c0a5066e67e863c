"""Writing down a call that somebody made for a task, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.domain.blocking import BlockReason
from notifications.domain.calls import HANDLING
from notifications.domain.numbers import as_e164
from notifications.domain.planning import Channel
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.errors import TaskRefused
from notifications.models import Preference, StaffTask, TaskCall
from notifications.services.blocking import block
from notifications.services.tasks import open_task
from sessions.models import User


@transaction.atomic
def log_call(*, task_id: UUID, outcome: TaskOutcome, note: str, by: User, now: datetime) -> StaffTask:
    """Keep how the call went: the task ends, or rests until it is worth another try. Raises ``TaskRefused``.

    A wrong number asks somebody for the right one, and ends texts to it.
    """
    task = StaffTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.done_at is not None:
        raise TaskRefused("done")
    handling = HANDLING[TaskKind(task.kind)]
    if outcome not in handling.offers:
        raise TaskRefused("not_an_outcome")
    TaskCall.objects.create(task=task, by=by, at=now, outcome=outcome, note=note.strip())
    rests = handling.again_after(outcome)
    if rests is None:
        task.done_at, task.done_by, task.outcome = now, by, outcome
    else:
        task.due_at = max(task.due_at, now + rests)
    task.save(update_fields=["done_at", "done_by", "outcome", "due_at"])
    if outcome == TaskOutcome.WRONG_NUMBER and task.client is not None:
        _ask_for_another(task, task.client, now=now)
    return task


def _ask_for_another(task: StaffTask, client: User, *, now: datetime) -> None:
    """Somebody else answers at the client's number: no texts go there any more, and the right one is asked for."""
    texted = Preference.objects.filter(person=client, sms_verified_at__isnull=False).first()
    if texted is not None and texted.sms_number == as_e164(client.phone):
        block(Channel.SMS, texted.sms_number, BlockReason.REASSIGNED, now=now)
    open_task(TaskKind.BAD_ADDRESS, key=f"phone:{task.pk}", client=client, now=now)
