"""The rows of ``bin/measure notifications``: sessions, clients and reminders, and what became of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notifications.domain.delivery import Status
from notifications.domain.planning import Channel, Tier, rung
from notifications.models import Reminder
from notifications.services.composing import when
from sessions.models import (
    LevelOfCare,
    OutboxEvent,
    Program,
    RosterEntry,
    RosterPart,
    Session,
    SessionKind,
    User,
)
from sessions.services.sessions import reschedule_session

CLIENTS_EACH = 10
ZONE = "America/New_York"
_OPEN = (Status.SCHEDULED, Status.CLAIMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMove:
    """A client's appointment, and the two times that it has had."""

    email: str
    session_id: UUID
    old: datetime
    new: datetime

    def is_unexplained(self, told: list[str]) -> bool:
        """Whether these messages, in the order in which they arrived, leave the client with two times and no word why.

        The last must tell the new time; whoever heard the old one must have been told that it changed, and not before.
        """
        old, new = (when(at, zone=ZONE, language="en") for at in (self.old, self.new))
        heard_old = [number for number, text in enumerate(told) if old in text]
        changed = [number for number, text in enumerate(told) if new in text and "has changed" in text]
        if not told or new not in told[-1]:
            return True
        return bool(heard_old) and (not changed or changed[-1] < heard_old[-1])


@transaction.atomic
def due_now(messages: int, *, now: datetime) -> set[str]:
    """So many reminders of tomorrow's sessions, due this moment, each to a client of its own; returns their ids."""
    sessions = _sessions(messages // CLIENTS_EACH, starts_at=now + timedelta(hours=24), now=now)
    clients = _clients(messages)
    rows = _expect(sessions, clients)
    return {str(row.pk) for row in rows}


@transaction.atomic
def appointments_to_move(number: int, *, now: datetime) -> list[ToMove]:
    """Sessions with one client each, whose reminders are due this moment."""
    sessions = _sessions(number, starts_at=now + timedelta(hours=24), now=now)
    clients = _clients(number)
    _expect(sessions, clients)
    return [
        ToMove(
            email=client.email,
            session_id=session.pk,
            old=session.starts_at,
            new=session.starts_at + timedelta(days=30, hours=2),
        )
        for session, client in zip(sessions, clients, strict=True)
    ]


def move(appointments: list[ToMove], chance: random.Random, *, now: datetime) -> None:
    """Move them all, in any order, each in a transaction of its own."""
    for each in chance.sample(appointments, len(appointments)):
        reschedule_session(
            each.session_id, starts_at=each.new, ends_at=each.new + timedelta(hours=3), now=now
        )


def all_settled() -> bool:
    """Whether every reminder that was due has met its fate."""
    return not Reminder.objects.filter(status__in=_OPEN, due_at__lte=timezone.now()).exists()


def all_told() -> bool:
    """Whether every change has been planned for, and told."""
    return not OutboxEvent.objects.filter(delivered_at=None).exists() and all_settled()


def lateness_s(ids: set[str]) -> list[float]:
    """How long after it was due each was sent, in seconds."""
    sent = Reminder.objects.filter(pk__in=ids, status=Status.SENT).values_list("due_at", "sent_at")
    return [(sent_at - due_at).total_seconds() for due_at, sent_at in sent if sent_at is not None]


def _sessions(number: int, *, starts_at: datetime, now: datetime) -> list[Session]:
    program, _ = Program.objects.get_or_create(
        name="Measured",
        defaults={
            "level": LevelOfCare.IOP,
            "weekly_hours_min": 9,
            "weekly_hours_max": 19,
            "time_zone": ZONE,
        },
    )
    kind, _ = SessionKind.objects.get_or_create(
        code="measured", defaults={"name": "Measured", "minutes": 180}
    )
    return Session.objects.bulk_create(
        Session(
            program=program,
            kind=kind,
            title="Measured",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
        )
        for _ in range(number)
    )


def _clients(number: int) -> list[User]:
    known = User.objects.count()
    return User.objects.bulk_create(
        User(
            email=f"client{known + each}@example.test",
            legal_name=f"Legal {known + each}",
            display_name=f"Person {known + each}",
            time_zone=ZONE,
        )
        for each in range(number)
    )


def _expect(sessions: list[Session], clients: list[User]) -> list[Reminder]:
    each = len(clients) // len(sessions)
    expected = [(sessions[number // each], client) for number, client in enumerate(clients)]
    RosterEntry.objects.bulk_create(
        RosterEntry(session=session, person=client, part=RosterPart.CLIENT) for session, client in expected
    )
    planned = rung(Tier.DAY, starts_at=sessions[0].starts_at)
    return Reminder.objects.bulk_create(
        Reminder(
            session=session,
            revision=session.revision,
            recipient=client,
            tier=Tier.DAY,
            channel=Channel.EMAIL,
            starts_at=session.starts_at,
            due_at=planned.due_at,
            stale_at=planned.stale_at,
            try_at=planned.due_at,
        )
        for session, client in expected
    )
