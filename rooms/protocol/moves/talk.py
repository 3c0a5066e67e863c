"""What passes in writing: chat, announcements, captions; and reactions."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Outcome, Passed
from rooms.protocol.messages import (
    CHAT_KEPT,
    Announce,
    Caption,
    Captioned,
    Chat,
    ChatLine,
    ChatTo,
    PersonId,
    React,
    Reacted,
)
from rooms.protocol.moves.common import By, guest_of
from rooms.protocol.state import RoomState

# So many lines beyond ``CHAT_KEPT`` before the oldest are let go, all at once: pages are told each time.
CHAT_SLACK = 50


def chat(state: RoomState, command: Chat, by: By) -> Outcome:
    """From a client: to everyone in the same place, or to the clinicians. From a clinician also to one client."""
    about: PersonId | None = None
    match command.to:
        case ChatTo.EVERYONE if state.held and not by.facilitates:
            raise Refused("held")
        case ChatTo.FACILITATORS if not by.facilitates:
            about = by.id
        case ChatTo.PERSON:
            about = _correspondent(state, command, by)
    return _with_line(state, command.text, by, to=command.to, about=about)


def announce(state: RoomState, command: Announce, by: By) -> Outcome:
    return _with_line(state, command.text, by, to=ChatTo.EVERYONE, announced=True)


def react(state: RoomState, command: React, by: By) -> Outcome:
    return state, (Passed(by.id, by.me.place, Reacted(person=by.id, reaction=command.reaction)),)


def caption(state: RoomState, command: Caption, by: By) -> Outcome:
    """Whoever is muted is not to be read either."""
    if not by.me.microphone:
        raise Refused("muted")
    said = Captioned(person=by.id, line=command.line, text=command.text, final=command.final)
    return state, (Passed(by.id, by.me.place, said),)


def _correspondent(state: RoomState, command: Chat, by: By) -> PersonId:
    """The one client a clinician writes to; nobody else writes to one person."""
    if not by.facilitates:
        raise Refused("not_allowed")
    if command.person is None:
        raise Refused("no_such_person")
    guest_of(state, command.person)
    return command.person


def _with_line(
    state: RoomState,
    text: str,
    by: By,
    *,
    to: ChatTo,
    about: PersonId | None = None,
    announced: bool = False,
) -> Outcome:
    line = ChatLine(
        number=state.chat_next,
        at=by.now,
        person=by.id,
        name=by.me.name,
        part=by.me.part,
        to=to,
        text=text,
        about=about,
        place=by.me.place,
        announced=announced,
    )
    lines = (*state.chat, line)
    oldest = state.chat_from
    if len(lines) > CHAT_KEPT + CHAT_SLACK:
        lines = lines[-CHAT_KEPT:]
        oldest = lines[0].number
    return replace(state, chat=lines, chat_next=line.number + 1, chat_from=oldest), ()
