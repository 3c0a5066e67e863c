"""Which alarms concern whom, and who is called about one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from sessions.models import (
    AlertKind,
    Arrival,
    CareTeamMember,
    Enrolment,
    LocationRelease,
    Role,
    RosterEntry,
    RosterPart,
    SafetyAlert,
    User,
)

LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
OVERSEEING = (Role.COORDINATOR, Role.SUPERVISOR)
# More than a screen holds, and more than there should ever be.
LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAlert:
    """An alert that nobody has seen. ``state``: where the person says they are; ``released``: let in from there."""

    alert: SafetyAlert
    state: str
    released: bool


def open_alerts(user: User) -> tuple[OpenAlert, ...]:
    """What ``user`` may see and nobody has seen, the newest first. One query."""
    arrival = Arrival.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    released = LocationRelease.objects.filter(
        arrival__session=OuterRef("session"),
        arrival__person=OuterRef("person"),
        state=OuterRef("told_state"),
    )
    unseen = alerts_for(user).filter(seen_at=None).select_related("person", "session")
    told = unseen.annotate(told_state=arrival.values("state")[:1]).annotate(released=Exists(released))
    return tuple(
        OpenAlert(alert=alert, state=alert.told_state or "", released=alert.released)
        for alert in told[:LISTED]
    )


def latest_seen(user: User) -> tuple[SafetyAlert, ...]:
    """What was seen last, the newest first."""
    seen = alerts_for(user).filter(seen_at__isnull=False).select_related("person", "session", "seen_by")
    return tuple(seen.order_by("-seen_at", "pk")[:LISTED])


def alerts_for(user: User) -> QuerySet[SafetyAlert]:
    """Every alert that ``user`` may see, the newest first; none for clients.

    Coordinators and supervisors see all. A facilitator sees those of their sessions, of clients they share a roster
    with or are on the care team of, and of groups that they are the back-up of.
    """
    newest_first = SafetyAlert.objects.order_by("-raised_at", "pk")
    if not user.is_active or user.role == Role.CLIENT:
        return newest_first.none()
    if user.role in OVERSEEING:
        return newest_first
    mine = RosterEntry.objects.filter(person=user, part__in=LEADING)
    shared = RosterEntry.objects.filter(
        person=OuterRef("person"), session__in=mine.values("session"), part=RosterPart.CLIENT
    )
    cared_for = CareTeamMember.objects.filter(person=user, enrolment__client=OuterRef("person"))
    return newest_first.filter(
        Q(session__in=mine.values("session"))
        | Exists(shared)
        | Exists(cared_for)
        | Q(session__group__backup=user)
        | Q(session__group__backup=None, session__program__backup=user)
    )


def may_see_alert(user: User, alert: SafetyAlert) -> bool:
    return alerts_for(user).filter(pk=alert.pk).exists()


def people_to_call(alert: SafetyAlert) -> tuple[User, ...]:
    """Whom to page about it, in the order of their accounts' ages.

    A group without a facilitator calls its back-up, and what concerns one person calls the session's facilitators and,
    outside a session, the client's care team and the facilitators of their group. Where there is nobody like that,
    every supervisor is called.
    """
    people = User.objects.filter(is_active=True).exclude(role=Role.CLIENT).order_by("joined_at", "pk")
    found: tuple[User, ...] = ()
    if alert.kind == AlertKind.GROUP_HOLD:
        assert alert.session is not None
        group = alert.session.group
        backup_id = (group.backup_id if group else None) or alert.session.program.backup_id
        found = tuple(people.filter(pk=backup_id)) if backup_id else ()
    elif alert.session_id is not None:
        leading = RosterEntry.objects.filter(session=alert.session_id, part__in=LEADING)
        found = tuple(people.filter(pk__in=leading.values("person")))
    else:
        lasting = Enrolment.objects.filter(client=alert.person_id, ended_date=None)
        team = CareTeamMember.objects.filter(enrolment__in=lasting, person=OuterRef("pk"))
        leading_group = Q(facilitated_groups__in=lasting.values("group"))
        found = tuple(people.filter(Exists(team) | leading_group).distinct())
    if alert.kind == AlertKind.WRONG_STATE:  # only they can let somebody in from there
        found += tuple(one for one in people.filter(role=Role.SUPERVISOR) if one not in found)
    return found or tuple(people.filter(role=Role.SUPERVISOR))
