"""Words to the staff: that something waits for them. Never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from notifications.domain.planning import Planned, Tier
from notifications.models import Reminder, StaffTask
from notifications.services.reaching import reaches
from notifications.services.spreading import spread
from sessions.models import RosterEntry, RosterPart, User

_LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
_TASK_LASTS = timedelta(hours=12)


def tell_clinicians(task: StaffTask, *, now: datetime) -> None:
    """Those who lead the task's session hear that something waits for them."""
    leading = RosterEntry.objects.filter(session=task.session_id, part__in=_LEADING)
    people = User.objects.filter(pk__in=leading.values("person"), is_active=True).order_by("pk")
    news = Planned(tier=Tier.TASK, due_at=now, stale_at=now + _TASK_LASTS)
    tell(people, news, occasion=str(task.pk), now=now)


def tell(people: Iterable[User], news: Planned, *, occasion: str, now: datetime) -> None:
    told = list(people)
    reach = reaches(told)
    rows = []
    for person in told:
        about = Reminder(recipient=person, occasion=occasion, starts_at=now)
        rows += spread(about, [news], reach=reach[person.pk], now=now)
    known = set(
        Reminder.objects.filter(occasion=occasion, tier=news.tier).values_list("recipient_id", flat=True)
    )
    Reminder.objects.bulk_create(
        [row for row in rows if row.recipient_id not in known], ignore_conflicts=True
    )
