"""Schedules in words for people: weekdays, shortfalls, limits, states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.domain.capacity import SetBy
from sessions.domain.curriculum import Coverage
from sessions.domain.placement import WarningCode, spoken
from sessions.domain.us_states import STATES
from sessions.forms.profile import zone_word
from sessions.models import Modality, Topic
from sessions.services.programs import Shortfall

register = template.Library()

DAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
LIMITS = {
    SetBy.PROGRAM: gettext_lazy("the program's limit"),
    SetBy.STATE: gettext_lazy("the state's limit"),
    SetBy.PAYER: gettext_lazy("a payer's limit"),
}


register.filter("zone_word", zone_word)


@register.filter
def weekday_names(weekdays: Iterable[int]) -> str:
    """ISO numbers as days: "Mon, Wed, Fri"."""
    return ", ".join(str(DAYS[day - 1]) for day in weekdays)


@register.filter
def state_name(code: str) -> str:
    return STATES.get(code, code)


@register.filter
def limit_words(set_by: SetBy) -> str:
    return str(LIMITS[set_by])


@register.filter
def modality_names(codes: Iterable[str]) -> str:
    labels = dict(Modality.choices)
    return ", ".join(str(labels[code]) for code in codes if code in labels)


@register.filter
def shortfall_words(shortfall: Shortfall) -> str:
    """By how much a track falls short, of what, and what helps."""
    warning = shortfall.warning
    words = {
        "counts": spoken(warning.countable),
        "needs": spoken(warning.required),
        "short": spoken(warning.short_by),
        "payer": shortfall.payer.name if shortfall.payer else "",
    }
    if warning.code == WarningCode.WEEK_TOO_SHORT:
        return (
            _(
                "Its sessions count %(counts)s a week and the program requires %(needs)s: %(short)s too few. "
                "Add a day or lengthen the days."
            )
            % words
        )
    return (
        _(
            "A day counts %(counts)s without its break, and the per diem of %(payer)s needs %(needs)s: "
            "%(short)s too few. Lengthen the days or shorten the break."
        )
        % words
    )


@register.simple_tag
def first_meeting(coverage: Coverage[Topic], topic: Topic) -> datetime | None:
    """When the client meets this topic for the first time; None where that is not planned."""
    return next((meeting.at for meeting in coverage.first if meeting.topic == topic), None)


@register.filter
def options(field: BoundField) -> SafeString:
    """The options of a list that is ticked or chosen from, each in its label, as Django draws them.

    Written at once: colleagues are some hundred, and a form may list them twice.
    """
    widget = field.field.widget
    assert isinstance(widget, ChoiceWidget)
    chosen = set(widget.format_value(field.value()))
    attributes = flatatt(widget.build_attrs(widget.attrs, field.build_widget_attrs({}, widget)))
    start = format_html('<label><input type="{}" name="{}" value="', widget.input_type, field.html_name)
    lines = []
    for number, (value, label) in enumerate(widget.choices):
        said = str(value)
        checked = " checked" if said in chosen else ""
        lines.append(
            f'{start}{escape(said)}" id="{field.auto_id}_{number}"{attributes}{checked}> '
            f"<span>{escape(str(label))}</span></label>"
        )
    return mark_safe("\n".join(lines))
