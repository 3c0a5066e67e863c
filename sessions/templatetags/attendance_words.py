"""Attendance in words for people: states and statuses, minutes and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.domain.attendance import GapReason, Status
from sessions.queries.board import BoardState

register = template.Library()


@dataclass(frozen=True, slots=True)
class Word:
    """What is shown for a state or a status, and its tone: good, wait, bad or quiet."""

    text: str | Promise
    tone: str


BOARD_WORDS = {
    BoardState.EXPECTED: Word(gettext_lazy("not here yet"), "quiet"),
    BoardState.LATE: Word(gettext_lazy("late, not here yet"), "wait"),
    BoardState.LOBBY: Word(gettext_lazy("in the lobby"), "wait"),
    BoardState.PRESENT: Word(gettext_lazy("in the room"), "good"),
    BoardState.DROPPED: Word(gettext_lazy("connection lost"), "bad"),
    BoardState.GONE: Word(gettext_lazy("left"), "quiet"),
}
STATUS_WORDS = {
    Status.PRESENT: Word(gettext_lazy("present"), "good"),
    Status.LATE: Word(gettext_lazy("late"), "wait"),
    Status.LEFT_EARLY: Word(gettext_lazy("left early"), "wait"),
    Status.PARTIAL: Word(gettext_lazy("part of it"), "wait"),
    Status.ABSENT: Word(gettext_lazy("absent"), "bad"),
    Status.NO_SHOW: Word(gettext_lazy("did not come"), "bad"),
    Status.EXCUSED: Word(gettext_lazy("excused"), "quiet"),
    Status.CANCELLED: Word(gettext_lazy("cancelled"), "quiet"),
}
GAP_WORDS = {
    GapReason.TECHNICAL: gettext_lazy("connection lost"),
    GapReason.LEFT: gettext_lazy("left"),
    GapReason.REMOVED: gettext_lazy("removed"),
    GapReason.OURS: gettext_lazy("our fault"),
}


@register.filter
def board_word(state: BoardState) -> Word:
    return BOARD_WORDS[state]


@register.filter
def status_word(status: str) -> Word:
    return STATUS_WORDS[Status(status)]


@register.filter
def gap_word(reason: GapReason) -> str | Promise:
    """Why somebody was away."""
    return GAP_WORDS[reason]


@register.filter
def whole_minutes(length: timedelta | int) -> int:
    """Of a duration, or of seconds. Rounded down: what was not attended is never shown as if it was."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    return int(seconds // 60)


@register.filter
def minutes(length: timedelta | int) -> str:
    """Whole minutes as tables have them: "170 min"."""
    return _("%(m)s min") % {"m": whole_minutes(length)}


@register.filter
def whole_seconds(length: timedelta) -> int:
    """As a bar's value."""
    return int(length.total_seconds())


@register.filter
def lacking(length: timedelta) -> str:
    """As ``hours``, rounded up: what was attended and what is lacking add up to what was asked for."""
    return hours(timedelta(minutes=-whole_minutes(-length)))


@register.filter
def hours(length: timedelta) -> str:
    """A duration as people say it: "9 h", "2 h 10", "40 min"."""
    h, m = divmod(whole_minutes(length), 60)
    if not h:
        return _("%(minutes)d min") % {"minutes": m}
    return (
        _("%(hours)d h %(minutes)02d") % {"hours": h, "minutes": m} if m else _("%(hours)d h") % {"hours": h}
    )
