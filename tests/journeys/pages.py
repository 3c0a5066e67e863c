"""Every page of the site that a person can open, and whom to be for it: for checks that all pages must pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from notifications.domain.delivery import Outcome, Status
from notifications.domain.planning import Tier
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.models import Attempt, Reminder, StaffTask
from notifications.services.calls import log_call
from notifications.services.tasks import open_task
from notifications.services.unsubscribing import address as stop_address
from sessions.models import EndReason, PresenceSpan, Role, Session, SessionStatus, User, Zone
from sessions.services.attendance import finalize_due
from tests import factories
from tests.factories import LiveSession
from tests.notifications.rows import reminder


@dataclass(frozen=True, slots=True)
class Clinic:
    """The people and sessions that the pages are about."""

    live: LiveSession
    over: Session
    coordinator: User
    idle: User  # a client with nothing planned
    task: StaffTask
    message: Reminder  # one whose fate is uncertain

    @property
    def client(self) -> User:
        return self.live.clients[0]

    @property
    def clinician(self) -> User:
        return self.live.facilitator


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page by its name: where it is, and who opens it (nobody signed in, where None)."""

    name: str
    path: Callable[[Clinic], str]
    who: Callable[[Clinic], User] | None = None

    def __str__(self) -> str:
        return self.name


def at(path: str) -> Callable[[Clinic], str]:
    return lambda _: path


def attendance_of(which: Callable[[Clinic], Session]) -> Callable[[Clinic], str]:
    return lambda clinic: f"/sessions/{which(clinic).pk}/attendance/"


PAGES = (
    SitePage("welcome", at("/")),
    SitePage("help", at("/help/")),
    SitePage("sign in", at("/accounts/login/")),
    SitePage("ask for a code", at("/accounts/login/code/")),
    SitePage("choose a password", at("/accounts/password/reset/")),
    SitePage("look at your mail", at("/accounts/password/reset/done/")),
    SitePage("closed account", at("/accounts/inactive/")),
    SitePage("join link", at("/join/no-such-token-0123456789/")),
    SitePage("not found", at("/nowhere/")),
    SitePage("client's home", at("/"), lambda clinic: clinic.client),
    SitePage("client's home, nothing planned", at("/"), lambda clinic: clinic.idle),
    SitePage("not for clients", at("/today/"), lambda clinic: clinic.client),
    SitePage("sign out", at("/accounts/logout/"), lambda clinic: clinic.client),
    SitePage("clinician's day", at("/today/"), lambda clinic: clinic.clinician),
    SitePage("office's day", at("/today/"), lambda clinic: clinic.coordinator),
    SitePage(
        "live board", attendance_of(lambda clinic: clinic.live.session), lambda clinic: clinic.clinician
    ),
    SitePage(
        "attendance table", attendance_of(lambda clinic: clinic.over), lambda clinic: clinic.coordinator
    ),
    SitePage("messages to me", at("/preferences/"), lambda clinic: clinic.client),
    SitePage("my own calendar", at("/preferences/calendar/"), lambda clinic: clinic.client),
    SitePage("notices", at("/notices/"), lambda clinic: clinic.client),
    SitePage("no notices", at("/notices/"), lambda clinic: clinic.idle),
    SitePage("no more reminder mails", lambda clinic: urlsplit(stop_address(clinic.client)).path),
    SitePage("tasks", at("/tasks/"), lambda clinic: clinic.clinician),
    SitePage("no tasks", at("/tasks/"), lambda _: factories.facilitator()),
    SitePage("a task", lambda clinic: f"/tasks/{clinic.task.pk}/", lambda clinic: clinic.clinician),
    SitePage("later and done", at("/tasks/other/"), lambda clinic: clinic.coordinator),
    SitePage("words of messages", at("/messages/templates/"), lambda clinic: clinic.coordinator),
    SitePage("a mail's words", at("/messages/templates/join/email/en/"), lambda clinic: clinic.coordinator),
    SitePage("a text's words", at("/messages/templates/join/sms/es/"), lambda clinic: clinic.coordinator),
    SitePage("delivery", at("/operations/messages/?channel=email"), lambda clinic: clinic.coordinator),
    SitePage(
        "a message", lambda clinic: f"/operations/messages/{clinic.message.pk}/", lambda c: c.coordinator
    ),
    SitePage("sign-in safety", at("/accounts/2fa/"), lambda clinic: clinic.clinician),
)


def clinic() -> Clinic:
    """A clinic with something on every page."""
    now = datetime.now(UTC)
    live = factories.live_session(clients=4, now=now)
    here, waiting, lost, _ = live.clients
    start = live.session.starts_at
    _was_there(live.session, live.facilitator, start, None)
    _was_there(live.session, here, start, None)
    _was_there(live.session, waiting, start, None, zone=Zone.LOBBY)
    _was_there(live.session, lost, start, start + timedelta(minutes=4))
    began_at = now - timedelta(hours=4)
    over = factories.session_at(
        began_at,
        lasting=timedelta(hours=2),
        clients=live.clients,
        facilitators=[live.facilitator],
        status=SessionStatus.ENDED,
        ended_at=began_at + timedelta(hours=2),
    )
    _was_there(over, live.facilitator, began_at, over.ends_at)
    _was_there(over, here, began_at, over.ends_at)
    _was_there(over, lost, began_at, began_at + timedelta(minutes=30))
    _was_there(over, lost, began_at + timedelta(minutes=31), over.ends_at)
    finalize_due(now)
    return Clinic(
        live=live,
        over=over,
        coordinator=factories.person(Role.COORDINATOR),
        idle=factories.client(),
        task=_called_for(live, now),
        message=_told(live, now),
    )


def _called_for(live: LiveSession, now: datetime) -> StaffTask:
    """A task for whoever did not come, with a call that nobody answered."""
    task = open_task(
        TaskKind.MISSED_SESSION,
        key=str(live.session.pk),
        client=live.clients[-1],
        session=live.session,
        now=now - timedelta(hours=1),
    )
    assert task is not None
    log_call(
        task_id=task.pk,
        outcome=TaskOutcome.NO_ANSWER,
        note="Rang twice.",
        by=live.facilitator,
        now=now - timedelta(minutes=30),
    )
    return task


def _told(live: LiveSession, now: datetime) -> Reminder:
    """Messages to a client: sent, moved, and one that nobody can tell arrived."""
    person, hour = live.clients[0], timedelta(hours=1)
    reminder(live.session, person, Tier.DAY, status=Status.SENT, sent_at=now - hour)
    reminder(
        live.session,
        person,
        Tier.CHANGED,
        due_at=now - hour,
        stale_at=now + hour,
        status=Status.SENT,
        sent_at=now,
    )
    uncertain = reminder(
        live.session, person, Tier.HOUR, due_at=now - hour, stale_at=now + hour, status=Status.UNCERTAIN
    )
    Attempt.objects.create(
        reminder=uncertain,
        fence=1,
        began_at=now - hour,
        ended_at=now,
        outcome=Outcome.UNKNOWN,
        answer="no reply",
    )
    return uncertain


def _was_there(
    session: Session, someone: User, began_at: datetime, ended_at: datetime | None, *, zone: Zone = Zone.ROOM
) -> None:
    PresenceSpan.objects.create(
        session=session,
        person=someone,
        connection=uuid4(),
        zone=zone,
        began_at=began_at,
        last_seen_at=ended_at or datetime.now(UTC) + timedelta(hours=1),
        ended_at=ended_at,
        end_reason=EndReason.LOST if ended_at else "",
    )
