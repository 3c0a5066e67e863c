"""Keep a session's reminder rows true to the session: plan what is worth sending, supersede what no longer holds.

Every function may be called again for the same facts and then changes nothing, so an event may be delivered twice or
out of order. The session's row is locked meanwhile: two planners of one session wait for each other, and a reschedule
either comes before this or finds what it planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.domain.delivery import TOLD, Status
from notifications.domain.planning import (
    JOINING,
    Channel,
    Planned,
    Tier,
    is_close,
    ladder,
    notice,
    without_repeats,
)
from notifications.models import Reminder
from sessions.models import RosterEntry, RosterPart, Session, SessionStatus


@transaction.atomic
def plan_session(*, session_id: UUID, now: datetime) -> None:
    """Plan the reminders of everyone on the roster for the session as it is now.

    Where its time has changed, one notice goes to whoever was told another time, or would have to hear of it soon.
    """
    session = _locked(session_id)
    if session.status != SessionStatus.SCHEDULED:
        return
    rows = _rows(session)
    _supersede(row for row in rows if row.revision < session.revision)
    if now >= session.ends_at:
        return
    planned: list[Reminder] = []
    for recipient_id in _recipients(session):
        own = [row for row in rows if row.recipient_id == recipient_id]
        if _needs_notice(session, own, now=now):
            told = _row(session, recipient_id, notice(Tier.CHANGED, ends_at=session.ends_at, now=now))
            own, planned = [*own, told], [*planned, told]
        planned += [_row(session, recipient_id, each) for each in _rungs(session, own, now=now)]
    _add(planned)


@transaction.atomic
def plan_cancellation(*, session_id: UUID, now: datetime) -> None:
    """Supersede everything unsent; one notice for whoever was told of the session, or would have come soon."""
    session = _locked(session_id)
    if session.status != SessionStatus.CANCELLED:
        return
    rows = _rows(session)
    told = {row.recipient_id for row in rows if _is_told(row)}
    _supersede(row for row in rows if row.tier != Tier.CANCELLED)
    close = is_close(session.starts_at, now=now)
    if now >= session.ends_at:
        return
    news = notice(Tier.CANCELLED, ends_at=session.ends_at, now=now)
    _add([_row(session, each, news) for each in _recipients(session) if close or each in told])


@transaction.atomic
def plan_missed_start(*, session_id: UUID, now: datetime) -> None:
    """Expire the session's last rung where it is stale, and plan to say, while it is on, that it has started."""
    _locked(session_id)
    Reminder.objects.filter(
        session=session_id, tier=Tier.MINUTES, status=Status.SCHEDULED, stale_at__lte=now
    ).update(status=Status.EXPIRED)
    plan_session(session_id=session_id, now=now)


def _locked(session_id: UUID) -> Session:
    # no_key: whoever adds rows that refer to the session (presence, say) need not wait.
    return Session.objects.select_for_update(no_key=True).get(pk=session_id)


def _rows(session: Session) -> list[Reminder]:
    """All of the session's rows, the oldest revision first, locked: one being claimed or sent is waited for."""
    return list(
        Reminder.objects.select_for_update().filter(session=session).order_by("revision", "due_at", "pk")
    )


def _recipients(session: Session) -> list[UUID]:
    """The clients expected, whose accounts are open."""
    entries = RosterEntry.objects.filter(session=session, part=RosterPart.CLIENT, person__is_active=True)
    return list(entries.order_by("person_id").values_list("person_id", flat=True))


def _is_told(row: Reminder) -> bool:
    """Whether the client has heard it or may have. One on its way counts: should it fail, a notice does no harm."""
    return row.status in TOLD or (row.status == Status.CLAIMED and row.sending_at is not None)


def _is_unsent(row: Reminder) -> bool:
    return row.status == Status.SCHEDULED or (row.status == Status.CLAIMED and row.sending_at is None)


def _supersede(rows: Iterable[Reminder]) -> None:
    """End those of the rows that are unsent. Whoever has claimed one finds it gone."""
    unsent = [row.pk for row in rows if _is_unsent(row)]
    Reminder.objects.filter(pk__in=unsent).update(status=Status.SUPERSEDED, lease_until=None)


def _needs_notice(session: Session, own: list[Reminder], *, now: datetime) -> bool:
    """Whether this person must hear of a new time: they were told another, or had one in view and it is close.

    The latter is judged once, when the revision is first planned for them; later, time alone would make it close.
    """
    told = [row.starts_at for row in own if _is_told(row)]
    if told:
        return told[-1] != session.starts_at
    if not own or own[-1].revision == session.revision:
        return False
    in_view = own[-1].starts_at
    return in_view != session.starts_at and is_close(in_view, session.starts_at, now=now)


def _rungs(session: Session, own: list[Reminder], *, now: datetime) -> tuple[Planned, ...]:
    """The ladder, without what this person has heard already for this very start or gets told by a notice."""
    planned = ladder(starts_at=session.starts_at, ends_at=session.ends_at, now=now)
    if any(row.tier == Tier.CHANGED and row.revision == session.revision for row in own):
        planned = without_repeats(planned, now=now)
    heard = {row.tier for row in own if _is_told(row) and row.starts_at == session.starts_at}
    if heard & JOINING:
        heard |= JOINING
    return tuple(each for each in planned if each.tier not in heard)


def _row(session: Session, recipient_id: UUID, planned: Planned) -> Reminder:
    return Reminder(
        session=session,
        revision=session.revision,
        recipient_id=recipient_id,
        tier=planned.tier,
        channel=Channel.EMAIL,
        starts_at=session.starts_at,
        due_at=planned.due_at,
        stale_at=planned.stale_at,
        try_at=planned.due_at,
    )


def _add(planned: Sequence[Reminder]) -> None:
    """Keep these rows; one that exists already stays as it is."""
    Reminder.objects.bulk_create(planned, ignore_conflicts=True)
