"""The words for what messages, tasks and their states are called on pages."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import Channel, Tier
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.domain.wording import TemplateName
from notifications.queries.delivery import Measure
from notifications.queries.notices import new_notices
from sessions.models import User

register = template.Library()
_TWO_MINUTES_S = 120
Words = str | Promise

TASKS: dict[TaskKind, tuple[Words, Words]] = {
    TaskKind.MISSED_SESSION: (
        _("Expected, and not there"),
        _(
            "Call and ask how they are. Help them to join while the session is on. If you are worried about them, "
            "look at where they are and call their emergency contact."
        ),
    ),
    TaskKind.MISSED_TWICE: (
        _("Missed twice in seven days"),
        _("Talk with them about what keeps them away, and whether their plan still fits."),
    ),
    TaskKind.BAD_ADDRESS: (
        _("Messages come back"),
        _(
            "Their number or e-mail address takes nothing. Ask for another one and correct it in their profile."
        ),
    ),
    TaskKind.NO_CHANNEL: (
        _("No way left to write to them"),
        _("Call to tell them of their next session, and ask how we may reach them."),
    ),
    TaskKind.NOT_TOLD: (
        _("A message could not be sent"),
        _("Call and tell them yourself: their appointment is on its page."),
    ),
    TaskKind.UNKNOWN_ZONE: (
        _("Their time zone is not one"),
        _("Their messages would name wrong times. Correct the time zone in their profile."),
    ),
    TaskKind.CHANGE_UNCERTAIN: (
        _("Perhaps they don’t know of a change"),
        _(
            "Nobody can tell whether news of a change arrived. Call and make sure that they have the new time."
        ),
    ),
}
OUTCOMES: dict[TaskOutcome, Words] = {
    TaskOutcome.REACHED: _("Reached"),
    TaskOutcome.LEFT_MESSAGE: _("Left a message"),
    TaskOutcome.NO_ANSWER: _("No answer"),
    TaskOutcome.WRONG_NUMBER: _("Wrong number"),
    TaskOutcome.CAME: _("They came"),
    TaskOutcome.CORRECTED: _("Corrected"),
    TaskOutcome.NOT_NEEDED: _("Not needed"),
}
CHANNELS: dict[Channel, Words] = {
    Channel.EMAIL: _("E-mail"),
    Channel.SMS: _("Text message"),
    Channel.PUSH: _("Notification"),
}
NOTICES: dict[Tier, Words] = {
    Tier.WEEK: _("Your week ahead was sent to you"),
    Tier.THREE_DAYS: _("Reminder of an appointment in three days"),
    Tier.DAY: _("Reminder of tomorrow’s appointment"),
    Tier.HOUR: _("Reminder an hour before"),
    Tier.MINUTES: _("The link to join was sent to you"),
    Tier.STARTED: _("Your appointment had begun"),
    Tier.NUDGE: _("Your appointment had begun"),
    Tier.MISSED: _("We missed you"),
    Tier.CHANGED: _("An appointment has a new time"),
    Tier.CANCELLED: _("An appointment does not take place"),
}
TEMPLATES: dict[TemplateName, tuple[Words, Words]] = {
    TemplateName.WEEK: (_("Week ahead"), _("Sundays at 17:00, with the week’s times.")),
    TemplateName.REMINDER: (_("Reminder"), _("Three days, a day and an hour before.")),
    TemplateName.JOIN: (_("Link to join"), _("Ten minutes before.")),
    TemplateName.STARTED: (_("It has begun"), _("To whoever is not there yet.")),
    TemplateName.MISSED: (_("We missed you"), _("The next working day at 10:00.")),
    TemplateName.CHANGED: (_("New time"), _("When an appointment has moved.")),
    TemplateName.CANCELLED: (_("Cancelled"), _("When an appointment does not take place.")),
    TemplateName.CODE: (_("Code"), _("For a second device, or to prove a number.")),
    TemplateName.WELCOME: (_("Welcome"), _("When an account was opened: how to sign in.")),
    TemplateName.STAFF_WELCOME: (_("Staff: welcome"), _("When an account was opened: how to begin.")),
    TemplateName.INVITED: (_("Invitation"), _("To family who come to one appointment.")),
    TemplateName.GUEST_CHANGED: (_("Guest: new time"), _("When an appointment with family has moved.")),
    TemplateName.GUEST_CANCELLED: (
        _("Guest: cancelled"),
        _("When an appointment with family does not take place."),
    ),
    TemplateName.TODAY: (_("Staff: the day"), _("07:00, with counts.")),
    TemplateName.TASK: (_("Staff: a task"), _("When somebody is to be called.")),
    TemplateName.ALERT: (_("Staff: an alert"), _("When somebody needs attention now.")),
    TemplateName.STOP_HEARD: (_("After STOP"), _("Confirms that texts have ended.")),
    TemplateName.START_HEARD: (_("After START"), _("Confirms that texts come again.")),
}
STATES: dict[Status, Words] = {
    Status.SCHEDULED: _("planned"),
    Status.CLAIMED: _("being sent"),
    Status.SENT: _("sent"),
    Status.DELIVERED: _("delivered"),
    Status.BOUNCED: _("came back"),
    Status.FAILED: _("failed"),
    Status.SUPPRESSED: _("held back"),
    Status.SUPERSEDED: _("overtaken by a change"),
    Status.EXPIRED: _("too late to send"),
    Status.UNCERTAIN: _("uncertain"),
}
TONES = {
    Status.DELIVERED: "good",
    Status.SENT: "good",
    Status.BOUNCED: "bad",
    Status.FAILED: "bad",
    Status.UNCERTAIN: "wait",
    Status.EXPIRED: "wait",
}


MEASURES: dict[Measure, Words] = {
    Measure.DUE: _("due now"),
    Measure.LATE: _("late"),
    Measure.SENT: _("sent"),
    Measure.SENT_LATE: _("sent late"),
    Measure.DELIVERED: _("delivered"),
    Measure.UNCERTAIN: _("uncertain"),
    Measure.FAILED: _("failed"),
    Measure.EXPIRED: _("too late to send"),
    Measure.HELD_BACK: _("held back"),
}
# Where a number above nought wants looking at.
WORRYING = frozenset({Measure.LATE, Measure.UNCERTAIN, Measure.FAILED, Measure.EXPIRED})


@register.simple_tag
def new_notices_of(person: User) -> int:
    """How many notices the person has not looked at."""
    return new_notices(person=person, now=timezone.now())


@register.filter
def waited(time: timedelta) -> str:
    """How long something has waited, as it is said."""
    seconds = round(time.total_seconds())
    if seconds < _TWO_MINUTES_S:
        return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    minutes = seconds // 60
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


@register.filter
def measure_words(measure: Measure) -> Words:
    return MEASURES[measure]


@register.filter
def is_worrying(measure: Measure, number: int) -> bool:
    return number > 0 and measure in WORRYING


@register.filter
def window_words(window: str) -> Words:
    return {"day": _("Last day"), "week": _("Last week"), "month": _("Last month")}[window]


@register.filter
def task_title(kind: str) -> Words:
    return TASKS[TaskKind(kind)][0]


@register.filter
def task_advice(kind: str) -> Words:
    """What to do, in a sentence or three."""
    return TASKS[TaskKind(kind)][1]


@register.filter
def outcome_words(outcome: str) -> Words:
    return OUTCOMES[TaskOutcome(outcome)]


@register.filter
def channel_words(channel: str) -> Words:
    return CHANNELS[Channel(channel)]


@register.filter
def notice_words(tier: str) -> Words:
    return NOTICES.get(Tier(tier), "")


@register.filter
def template_title(name: str) -> Words:
    return TEMPLATES[TemplateName(name)][0]


@register.filter
def template_when(name: str) -> Words:
    return TEMPLATES[TemplateName(name)][1]


@register.filter
def status_words(status: str) -> Words:
    return STATES[Status(status)]


@register.filter
def status_tone(status: str) -> str:
    """The colour of its word; quiet where nobody need look."""
    return TONES.get(Status(status), "quiet")


@register.filter
def reason_words(reason: str) -> str:
    """A reason as its code reads; it is for those who run the clinic."""
    return Reason(reason).value.replace("_", " ") if reason else ""
