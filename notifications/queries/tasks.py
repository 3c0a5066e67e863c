"""What is left for staff to do, and for whom: the one place that says who may see a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from notifications.models import StaffTask
from sessions.models import Arrival, ClientProfile, Role, RosterEntry, RosterPart, User

LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
OVERSEEING = (Role.COORDINATOR, Role.SUPERVISOR)
# More than a day brings; what is beyond comes up as these are done.
LISTED = 100
RECENTLY_DONE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a client is and whom to call for them: as told at today's gate, else as on file.

    ``told_at`` is None for what is only on file.
    """

    address: str
    state: str
    callback_number: str
    emergency_name: str
    emergency_phone: str
    emergency_relationship: str
    told_at: datetime | None


def tasks_for(user: User) -> QuerySet[StaffTask]:
    """Every task that ``user`` may see and do. None for clients.

    Coordinators and supervisors: all. Facilitators: those of the sessions they lead, and of clients that they lead a
    session for or are on the care team of.
    """
    tasks = StaffTask.objects.select_related("client", "session")
    if not user.is_active or not user.is_staff_member:
        return tasks.none()
    if user.role in OVERSEEING:
        return tasks
    leads = RosterEntry.objects.filter(person=user, part__in=LEADING)
    of_their_sessions = RosterEntry.objects.filter(
        person=OuterRef("client"), part=RosterPart.CLIENT, session__in=leads.values("session")
    )
    on_care_team = Q(client__enrolments__care_team__person=user, client__enrolments__ended_date=None)
    theirs = (
        Q(session__in=leads.values("session")) | (Q(session=None) & Exists(of_their_sessions)) | on_care_team
    )
    return tasks.filter(pk__in=StaffTask.objects.filter(theirs).values("pk"))


def open_tasks(user: User, *, now: datetime) -> tuple[Sequence[StaffTask], int]:
    """What is to be done now, the longest due first, each with its number of ``calls_made``; and how many rest."""
    waiting = tasks_for(user).filter(done_at=None).annotate(calls_made=Count("calls"))
    due = list(waiting.filter(due_at__lte=now).order_by("due_at", "pk")[:LISTED])
    return due, waiting.filter(due_at__gt=now).count()


def resting_tasks(user: User, *, now: datetime) -> Sequence[StaffTask]:
    """What comes up again by itself, the soonest first."""
    waiting = tasks_for(user).filter(done_at=None, due_at__gt=now).annotate(calls_made=Count("calls"))
    return list(waiting.order_by("due_at", "pk")[:LISTED])


def done_tasks(user: User) -> list[StaffTask]:
    """What was finished last, the newest first."""
    done = tasks_for(user).filter(done_at__isnull=False).select_related("done_by")
    return list(done.order_by("-done_at", "pk")[:RECENTLY_DONE])


def whereabouts(task: StaffTask) -> Whereabouts | None:
    """Where the task's client is; None where nothing is known. Whoever shows it writes down that it was looked at."""
    told = Arrival.objects.filter(person=task.client_id, located_at__isnull=False).order_by("-located_at")
    if task.session_id is not None and (here := told.filter(session=task.session_id).first()):
        return _told(here)
    profile = ClientProfile.objects.filter(person=task.client_id).first()
    if profile is not None and (profile.home_address or profile.emergency_phone):
        return Whereabouts(
            address=profile.home_address,
            state=profile.home_state,
            callback_number="",
            emergency_name=profile.emergency_name,
            emergency_phone=profile.emergency_phone,
            emergency_relationship=profile.emergency_relationship,
            told_at=None,
        )
    last = told.first()
    return _told(last) if last is not None else None


def _told(arrival: Arrival) -> Whereabouts:
    return Whereabouts(
        address=arrival.address,
        state=arrival.state,
        callback_number=arrival.callback_number,
        emergency_name=arrival.emergency_name,
        emergency_phone=arrival.emergency_phone,
        emergency_relationship=arrival.emergency_relationship,
        told_at=arrival.located_at,
    )
