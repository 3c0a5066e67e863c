"""What a room must know of its session: the calendar's words, the program's wishes, and what people told today."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from rooms.protocol import messages as says
from rooms.protocol.messages import CheckIn, PersonId
from rooms.protocol.state import About, person_id
from sessions.models import Material, Session
from sessions.queries.gate import LobbyFlags, lobby_flags


def about(session: Session) -> About:
    """Let ``session`` come with its kind, group, program and topic."""
    return About(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        topic=session.topic.name if session.topic is not None else "",
        materials=_materials(session),
        clients_most=_clients_most(session),
        keeps_chat=session.program.keeps_chat,
        hold_after_s=settings.ROOM_HOLD_AFTER_S,
    )


def told_today(session: Session, *, now: datetime) -> dict[PersonId, CheckIn]:
    """What everybody told on their way in, by their ids in the room. Two queries."""
    flags = lobby_flags(session, now=now)
    return {person_id(session.pk, person): _check_in(told) for person, told in flags.items()}


def _check_in(flags: LobbyFlags) -> CheckIn:
    return CheckIn(
        mood=flags.mood, cravings=flags.cravings, safe=flags.safe, state=flags.state, on_hold=flags.hold
    )


def _clients_most(session: Session) -> int | None:
    """The kind's own limit, else the group's; whoever meets without a group is counted by nobody."""
    if session.kind.seats_max is not None:
        return session.kind.seats_max
    return session.group.seats_max if session.group is not None else None


def _materials(session: Session) -> tuple[says.Material, ...]:
    if session.topic is None:
        return ()
    return tuple(_material(one) for one in session.topic.materials.defer("content"))


def _material(material: Material) -> says.Material:
    url = material.link or reverse("sessions:material", args=[material.pk])
    return says.Material(name=material.title, url=url)
