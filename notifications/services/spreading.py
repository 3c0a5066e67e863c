"""From what is to be told to rows: one for each channel in which it goes, by what the person chose and what is open.

What can't go where it was chosen goes elsewhere; what can go nowhere is a row that says why, and a task for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import AT_ANY_HOUR, KIND_OF, LADDER, RINGING, Channel, Planned
from notifications.domain.quiet_hours import kept_quiet
from notifications.domain.tasks import TaskKind
from notifications.models import Reminder
from notifications.services.reaching import Reach
from notifications.services.tasks import open_task


def spread(about: Reminder, planned: Sequence[Planned], *, reach: Reach, now: datetime) -> list[Reminder]:
    """Rows like ``about``, not saved, for what is planned."""
    rows: list[Reminder] = []
    by_channel: dict[Channel, list[Planned]] = {}
    for each in planned:
        rows += _obstructed(about, each, reach=reach)
        for channel in reach.open(each.tier):
            by_channel.setdefault(channel, []).append(each)
    for channel in RINGING & set(by_channel):
        by_channel[channel], silenced = _at_waking_hours(by_channel[channel], reach=reach, now=now)
        for news in silenced:
            # Mail waits unread, so the night does not bind it; nor is anybody to hear of it the day after.
            if Channel.EMAIL not in reach.open(news.tier) and reach.obstacle(Channel.EMAIL) is None:
                by_channel.setdefault(Channel.EMAIL, []).append(news)
    for channel, messages in by_channel.items():
        rows += [_row(about, each, channel) for each in messages]
    _ask_people(rows, reach=reach, now=now)
    return rows


def _at_waking_hours(
    messages: Sequence[Planned], *, reach: Reach, now: datetime
) -> tuple[list[Planned], list[Planned]]:
    """Those that may ring, at the times at which they may, and the news that may not."""
    assert reach.zone is not None, "a channel that rings is not open to a zone that is unknown"
    always = [each for each in messages if each.tier in AT_ANY_HOUR]
    bound = [each for each in messages if each.tier not in AT_ANY_HOUR]
    kept = kept_quiet(bound, hours=reach.hours, zone=reach.zone, now=now)
    rung = {each.tier for each in kept}
    news = [each for each in bound if each.tier not in rung and each.tier not in LADDER]
    silenced = [each for each in news if not reach.hours.hold(each.due_at, zone=reach.zone)]
    return [*always, *kept], silenced


def _obstructed(about: Reminder, planned: Planned, *, reach: Reach) -> list[Reminder]:
    """Rows that state why a chosen channel is not used; or why none is, where none is left."""
    obstacles = [(channel, reach.obstacle(channel)) for channel in reach.chosen(planned.tier)]
    rows = [_row(about, planned, channel, reason) for channel, reason in obstacles if reason]
    if reach.open(planned.tier):
        # Whoever could not choose has nothing to be told of what they did not choose.
        return rows if planned.tier in KIND_OF else []
    for row in rows[:1]:
        row.reason = Reason.NO_CHANNEL
    return rows[:1]


def _row(about: Reminder, planned: Planned, channel: Channel, obstacle: Reason | None = None) -> Reminder:
    return Reminder(
        session=about.session,
        occasion=about.occasion,
        revision=about.revision,
        recipient=about.recipient,
        starts_at=about.starts_at,
        tier=planned.tier,
        channel=channel,
        due_at=planned.due_at,
        stale_at=planned.stale_at,
        try_at=planned.due_at,
        status=Status.SUPPRESSED if obstacle else Status.SCHEDULED,
        reason=obstacle or "",
    )


def _ask_people(rows: Iterable[Reminder], *, reach: Reach, now: datetime) -> None:
    """Where nothing can be sent until somebody corrects something: one task for it, however many rows it stops."""
    reasons = {row.reason for row in rows}
    client = reach.person
    if client.is_staff_member:
        return
    if Reason.ZONE_UNKNOWN in reasons:
        open_task(TaskKind.UNKNOWN_ZONE, key=f"{client.pk}:{client.time_zone}", client=client, now=now)
    if Reason.NO_CHANNEL in reasons:
        open_task(TaskKind.NO_CHANNEL, key=f"{client.pk}:{now:%G-%V}", client=client, now=now)
