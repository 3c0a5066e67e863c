"""Outcome measures in words: the instruments' own, severities, and what changed.

The instruments' sentences are the published ones; translations must be the published ones too, not our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext

from sessions.domain.measures import CHOICES, Change, Direction, Instrument, Severity
from sessions.queries.measures import Reading
from sessions.templatetags.attendance_words import Word

register = template.Library()

# Named here so that the catalogue of translations has them; a test holds them against the instruments.
SENTENCES = (
    gettext_noop("Not at all"),
    gettext_noop("Several days"),
    gettext_noop("More than half the days"),
    gettext_noop("Nearly every day"),
    gettext_noop("Little interest or pleasure in doing things"),
    gettext_noop("Feeling down, depressed, or hopeless"),
    gettext_noop("Trouble falling or staying asleep, or sleeping too much"),
    gettext_noop("Feeling tired or having little energy"),
    gettext_noop("Poor appetite or overeating"),
    gettext_noop(
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down"
    ),
    gettext_noop("Trouble concentrating on things, such as reading the newspaper or watching television"),
    gettext_noop(
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or "
        "restless that you have been moving around a lot more than usual"
    ),
    gettext_noop("Thoughts that you would be better off dead or of hurting yourself in some way"),
    gettext_noop("Feeling nervous, anxious or on edge"),
    gettext_noop("Not being able to stop or control worrying"),
    gettext_noop("Worrying too much about different things"),
    gettext_noop("Trouble relaxing"),
    gettext_noop("Being so restless that it is hard to sit still"),
    gettext_noop("Becoming easily annoyed or irritable"),
    gettext_noop("Feeling afraid as if something awful might happen"),
    gettext_noop("How strong were your cravings at their strongest?"),
)
SEVERITY_WORDS = {
    Severity.MINIMAL: Word(gettext_lazy("minimal"), "good"),
    Severity.MILD: Word(gettext_lazy("mild"), "good"),
    Severity.MODERATE: Word(gettext_lazy("moderate"), "wait"),
    Severity.MODERATELY_SEVERE: Word(gettext_lazy("moderately severe"), "bad"),
    Severity.SEVERE: Word(gettext_lazy("severe"), "bad"),
}
DIRECTION_WORDS = {
    Direction.IMPROVED: Word(gettext_lazy("better"), "good"),
    Direction.STEADY: Word(gettext_lazy("about the same"), "quiet"),
    Direction.WORSENED: Word(gettext_lazy("worse"), "bad"),
}
# What clients see a measure called: what it is about, rather than what it is named after.
TITLES = {
    "phq9": gettext_lazy("Mood"),
    "gad7": gettext_lazy("Worry and anxiety"),
    "cravings": gettext_lazy("Cravings"),
}


@register.filter
def measure_title(instrument: Instrument) -> str | Promise:
    return TITLES[instrument.key]


@register.filter
def said(sentence: str) -> str:
    """A sentence of an instrument in the reader's language."""
    return gettext(sentence)


@register.filter
def severity_word(severity: Severity) -> Word:
    return SEVERITY_WORDS[severity]


@register.filter
def direction_word(change: Change) -> Word:
    return DIRECTION_WORDS[change.direction]


@register.filter
def points(change: int) -> str:
    """By how many points a score changed, with its sign: "−6", "+2", "0"."""
    return f"{change:+d}".replace("-", "−") if change else "0"


@register.filter
def asked_over(instrument: Instrument) -> str:
    """The time that the items ask about."""
    weeks = instrument.over // 7
    return ngettext(
        "Over the last week, how often have you been bothered by any of the following problems?",
        "Over the last %(weeks)d weeks, how often have you been bothered by any of the following problems?",
        weeks,
    ) % {"weeks": weeks}


@register.filter
def choices_of(instrument: Instrument) -> Sequence[tuple[int, str]]:
    """The answers to one item by their points: words where the instrument has them, else numbers."""
    if instrument.most_points == len(CHOICES) - 1:
        return [(number, gettext(words)) for number, words in enumerate(CHOICES)]
    return [(number, str(number)) for number in range(instrument.most_points + 1)]


@register.filter
def answered(reading: Reading) -> list[tuple[str, int | None]]:
    """The items of a form with their points."""
    return list(zip(reading.score.instrument.items, reading.result.answers, strict=True))
