"""A client's record in words: where its parts are, and how dates that pass stand."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions.domain.authorizations import Concern, Unit
from sessions.domain.care_rhythm import Pace, Rhythm
from sessions.models import User
from sessions.queries.caseload import CaseRow
from sessions.templatetags.attendance_words import Word, lacking

register = template.Library()

TABS: tuple[tuple[str, str, str | Promise], ...] = (
    ("overview", "sessions:client", gettext_lazy("Overview")),
    ("plan", "sessions:client_plan", gettext_lazy("Plan")),
    ("measures", "sessions:client_measures", gettext_lazy("Measures")),
    ("notes", "sessions:client_notes", gettext_lazy("Notes")),
    ("attendance", "sessions:client_attendance", gettext_lazy("Attendance")),
    ("contacts", "sessions:client_contacts", gettext_lazy("Contacts")),
    ("enrolment", "sessions:enrolment", gettext_lazy("Enrolment")),
)


CONCERN_WORDS = {
    Concern.EXPIRED: Word(gettext_lazy("authorization expired"), "bad"),
    Concern.USED_UP: Word(gettext_lazy("authorization used up"), "bad"),
    Concern.NEARLY_USED: Word(gettext_lazy("authorization nearly used"), "wait"),
    Concern.EXPIRES_SOON: Word(gettext_lazy("authorization expires soon"), "wait"),
}
UNIT_WORDS = {
    Unit.UNITS: gettext_lazy("units"),
    Unit.DAYS: gettext_lazy("days"),
    Unit.HOURS: gettext_lazy("hours"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    tab: str
    url: str
    label: str | Promise


@register.filter
def record_places(client: User) -> list[Tab]:
    """The parts of a client's record, in order."""
    found = []
    for tab, name, label in TABS:
        try:
            found.append(Tab(tab, reverse(name, args=[client.pk]), label))
        except NoReverseMatch:
            continue
    return found


@register.filter
def pace_word(rhythm: Rhythm) -> Word:
    """How a date that something is due by stands to today."""
    if rhythm.pace is Pace.OVERDUE:
        late = ngettext("%(days)d day overdue", "%(days)d days overdue", rhythm.late) % {"days": rhythm.late}
        return Word(late, "bad")
    if rhythm.pace is Pace.SOON:
        return Word(_("due soon"), "wait")
    return Word(_("on time"), "good")


@register.filter
def concern_word(concern: Concern) -> Word:
    """Why somebody should act on an authorization."""
    return CONCERN_WORDS[concern]


@register.filter
def case_flags(row: CaseRow) -> list[Word]:
    """What of a client's care is late, short or alarming, in words."""
    flags = []
    if row.alarming:
        flags.append(Word(_("safety alert"), "bad"))
    if row.dose and row.dose.short_by:
        flags.append(Word(_("week %(short)s short") % {"short": lacking(row.dose.short_by)}, "wait"))
    if row.individual and row.individual.rhythm.pace is Pace.OVERDUE:
        late = pace_word(row.individual.rhythm)
        flags.append(Word(f"{_('individual session')}: {late.text}", "bad"))
    if row.review is None:
        flags.append(Word(_("no plan yet"), "wait"))
    elif row.review.pace is not Pace.ON_TIME:
        due = pace_word(row.review)
        flags.append(Word(f"{_('plan review')}: {due.text}", due.tone))
    if n := row.measures_overdue:
        overdue = ngettext("%(n)s measure overdue", "%(n)s measures overdue", n) % {"n": n}
        flags.append(Word(overdue, "wait"))
    return [*flags, CONCERN_WORDS[row.concern]] if row.concern else flags


@register.filter
def unit_word(unit: str) -> str | Promise:
    """What a payer counts in."""
    return UNIT_WORDS[Unit(unit)]


@register.simple_tag
def preferences_url() -> str:
    """Where channels and quiet hours are chosen; empty where no such page is served."""
    try:
        return reverse("notifications:preferences")
    except NoReverseMatch:
        return ""
