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
from sessions.models import EndReason, PresenceSpan, Role, RosterPart, Session, SessionStatus, User, Zone
from sessions.queries.intake import OPEN
from sessions.services.agreements import put_first_in_force
from sessions.services.arrival import Arriving, check_in
from sessions.services.attendance import finalize_due
from sessions.services.measures import schedule_measure, send
from sessions.services.notes import add_addendum, open_note, save_note, sign_note
from sessions.services.plans import GoalDraft, draft_plan, note_progress, save_draft, sign_plan
from tests import factories
from tests.factories import LiveSession
from tests.journeys.intake_rows import enrolment_with_everything, guests_of_a_family_session, request_at
from tests.journeys.setup_rows import SETUP_PAGES, setup_page
from tests.notifications.rows import reminder


@dataclass(frozen=True, slots=True)
class Clinic:
    """The people and sessions that the pages are about."""

    live: LiveSession
    over: Session
    coordinator: User
    idle: User  # a client with nothing planned
    arriving: User  # a client of the live session who has not passed its gate
    unsafe: User  # another one, who said there that they do not feel safe
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


def gate_of(step: str) -> Callable[[Clinic], str]:
    return lambda clinic: f"/rooms/{clinic.live.session.pk}/arrive/{step}"


def record_of(part: str) -> Callable[[Clinic], str]:
    return lambda clinic: f"/clients/{clinic.client.pk}/{part}"


def note_on(which: Callable[[Clinic], Session]) -> Callable[[Clinic], str]:
    return lambda clinic: f"/sessions/{which(clinic).pk}/note/"


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
    SitePage("my month", at("/calendar/mine/"), lambda clinic: clinic.client),
    SitePage("my plan", at("/plan/"), lambda clinic: clinic.client),
    SitePage("no plan yet", at("/plan/"), lambda clinic: clinic.idle),
    SitePage("my check-ins", at("/measures/"), lambda clinic: clinic.client),
    SitePage("a questionnaire", at("/measures/phq9/"), lambda clinic: clinic.client),
    SitePage("a scale", at("/measures/cravings/"), lambda clinic: clinic.idle),
    SitePage("after the program", at("/aftercare/"), lambda clinic: clinic.client),
    SitePage("about me", at("/profile/"), lambda clinic: clinic.client),
    SitePage("caseload", at("/caseload/"), lambda clinic: clinic.clinician),
    SitePage("office's caseload", at("/caseload/"), lambda clinic: clinic.coordinator),
    *(
        SitePage(f"record: {part or 'overview'}", record_of(part), lambda clinic: clinic.clinician)
        for part in ("", "plan/", "plan/draft/", "measures/", "notes/", "attendance/", "contacts/")
    ),
    SitePage("a note to write", note_on(lambda clinic: clinic.live.session), lambda clinic: clinic.clinician),
    SitePage("a signed note", note_on(lambda clinic: clinic.over), lambda clinic: clinic.clinician),
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
    SitePage(
        "attendance to sign",
        attendance_of(lambda clinic: clinic.over),
        lambda _: factories.person(Role.SUPERVISOR),
    ),
    SitePage(
        "by phone or in person",
        lambda clinic: f"/sessions/{clinic.over.pk}/attendance/attest/",
        lambda _: factories.person(Role.SUPERVISOR),
    ),
    SitePage(
        "sheet of the group", lambda c: f"/sessions/{c.over.pk}/attendance/sheet/", lambda c: c.coordinator
    ),
    SitePage("tables of attendance", at("/attendance/tables/"), lambda clinic: clinic.coordinator),
    SitePage("reports", at("/attendance/reports/?by=weekday"), lambda clinic: clinic.coordinator),
    SitePage("other systems", at("/connections/"), lambda _: factories.person(Role.SUPERVISOR)),
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
    SitePage("ask for a consultation", at("/begin/")),
    SitePage("asked for a consultation", at("/begin/thanks/")),
    SitePage("intake board", at("/intake/"), lambda clinic: clinic.coordinator),
    SitePage("somebody who rang", at("/intake/new/"), lambda clinic: clinic.coordinator),
    *(
        SitePage(
            f"a request: {status}",
            lambda clinic, status=status: request_at(status, clinic.clinician),  # type: ignore[misc]
            lambda clinic: clinic.coordinator,
        )
        for status in OPEN
    ),
    SitePage("clients", at("/clients/?show=all"), lambda clinic: clinic.coordinator),
    SitePage("a clinician's clients", at("/clients/"), lambda clinic: clinic.clinician),
    SitePage(
        "enrolment",
        lambda clinic: enrolment_with_everything(clinic.clinician),
        lambda clinic: clinic.coordinator,
    ),
    SitePage(
        "no enrolment",
        lambda clinic: f"/clients/{clinic.idle.pk}/enrolment/",
        lambda clinic: clinic.coordinator,
    ),
    SitePage("import clients", at("/clients/import/"), lambda clinic: clinic.coordinator),
    SitePage(
        "guests",
        lambda clinic: guests_of_a_family_session(clinic.clinician),
        lambda clinic: clinic.coordinator,
    ),
    *(
        SitePage(
            f"set-up: {name}",
            lambda _, name=name: setup_page(name),  # type: ignore[misc]
            lambda clinic: clinic.coordinator,
        )
        for name in SETUP_PAGES
    ),
    SitePage("sign-in safety", at("/accounts/2fa/"), lambda clinic: clinic.clinician),
    SitePage("a guest's link", at("/guest/no-such-token-0123456789/")),
    SitePage("gate: you", gate_of("you/"), lambda clinic: clinic.arriving),
    SitePage("gate: today", gate_of("today/?edit=1"), lambda clinic: clinic.arriving),
    SitePage("gate: today, by one tap", gate_of("today/"), lambda clinic: clinic.client),
    SitePage("gate: agreements", gate_of("agreements/"), lambda clinic: clinic.arriving),
    SitePage("gate: check-in", gate_of("check-in/"), lambda clinic: clinic.arriving),
    SitePage("gate: help", gate_of("help/"), lambda clinic: clinic.unsafe),
    SitePage("alerts", at("/alerts/"), lambda clinic: clinic.coordinator),
    SitePage("agreements", at("/agreements/"), lambda clinic: clinic.coordinator),
    SitePage("an agreement's words", at("/agreements/telehealth/"), lambda clinic: clinic.coordinator),
)


def _at_the_gate(session: Session, now: datetime) -> tuple[User, User]:
    """Somebody who has just begun, and somebody who does not feel safe."""
    put_first_in_force(now=now - timedelta(days=1))
    people = factories.client(), factories.client()
    for someone in people:
        factories.expect(session, someone, arrived=False)
    unsafe = Arriving(person=people[1], session=session, part=RosterPart.CLIENT)
    check_in(unsafe, mood=None, cravings=None, safe=False, now=now)
    return people


def clinic() -> Clinic:
    """A clinic with something on every page."""
    now = datetime.now(UTC)
    live = factories.live_session(clients=4, now=now)
    arriving, unsafe = _at_the_gate(live.session, now)
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
    _recorded(live, over, now)
    return Clinic(
        live=live,
        over=over,
        coordinator=factories.person(Role.COORDINATOR),
        idle=factories.client(),
        arriving=arriving,
        unsafe=unsafe,
        task=_called_for(live, now),
        message=_told(live, now),
    )


def _recorded(live: LiveSession, over: Session, now: datetime) -> None:
    """A client's record with something in every part of it: item 9 and a draft of the next plan among it."""
    client, clinician = live.clients[0], live.facilitator
    factories.group_with([client], facilitators=[clinician])
    for days, points in ((28, 2), (14, 1), (0, 1)):
        send(
            client=client,
            measure="phq9",
            answers=dict.fromkeys(range(1, 10), points),
            now=now - timedelta(days=days),
        )
    schedule_measure(client=client, measure="gad7", every_days=14, today=now.date() - timedelta(days=6))
    draft = draft_plan(client=client, by=clinician, now=now)
    goals = [GoalDraft(statement="I sleep through", steps="Same bedtime", target_date=now.date())]
    save_draft(plan_id=draft.pk, summary="A hard year", strengths="Asks for help", goals=goals)
    ahead = now.date() + timedelta(days=30)
    plan = sign_plan(plan_id=draft.pk, by=clinician, review_due_date=ahead, today=now.date(), now=now)
    note_progress(goal=plan.goals.get(), by=client, rating=4, note="Four nights", now=now)
    draft_plan(client=client, by=clinician, now=now)
    note = open_note(session=over, by=clinician, now=now)
    lines = {client.pk: "Spoke up"}
    save_note(note_id=note.pk, text="We met.", lines=lines, revision=note.revision, now=now)
    sign_note(note_id=note.pk, by=clinician, now=now)
    add_addendum(note_id=note.pk, by=clinician, text="Rang the next day", client_id=client.pk, now=now)


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
