"""Staff tasks: opened once for each occasion, and ended by a person or by what happens."""

from __future__ import annotations

from datetime import datetime

from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.models import Reminder, StaffTask
from sessions.models import Session, User


def open_task(
    kind: TaskKind,
    *,
    key: str,
    now: datetime,
    client: User | None = None,
    session: Session | None = None,
    reminder: Reminder | None = None,
    due_at: datetime | None = None,
) -> StaffTask | None:
    """Ask for a person; ``key`` names the occasion within its kind. None where that was asked before."""
    task = StaffTask(
        key=f"{kind}:{key}",
        kind=kind,
        client=client,
        session=session,
        reminder=reminder,
        opened_at=now,
        due_at=due_at or now,
    )
    StaffTask.objects.bulk_create([task], ignore_conflicts=True)
    return StaffTask.objects.filter(pk=task.pk).first()


def end_task(task: StaffTask, outcome: TaskOutcome, *, by: User | None, now: datetime) -> bool:
    """End it; False where it was ended before. ``by`` is None where the program itself saw that it is settled."""
    open_now = StaffTask.objects.filter(pk=task.pk, done_at=None)
    return bool(open_now.update(done_at=now, done_by=by, outcome=outcome))
