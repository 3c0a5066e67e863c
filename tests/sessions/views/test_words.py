"""Attendance in words, and lists to choose from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.html import conditional_escape

from sessions.domain.attendance import GapReason, Status
from sessions.forms.choices import LongSelect
from sessions.forms.setup import WeekdaysField
from sessions.queries.board import BoardState
from sessions.templatetags.attendance_words import (
    BOARD_WORDS,
    GAP_WORDS,
    STATUS_WORDS,
    hours,
    lacking,
    whole_minutes,
)
from sessions.templatetags.schedule_words import options


def test_every_state_status_and_gap_has_its_word() -> None:
    assert set(BOARD_WORDS) == set(BoardState)
    assert set(STATUS_WORDS) == set(Status)
    assert set(GAP_WORDS) == set(GapReason)


def test_minutes_are_rounded_down_so_nothing_unattended_is_shown() -> None:
    assert whole_minutes(timedelta(minutes=59, seconds=59)) == 59
    assert whole_minutes(3599) == 59


def test_what_was_attended_and_what_is_lacking_add_up_to_what_was_asked_for() -> None:
    attended = timedelta(hours=6, minutes=40, seconds=20)
    assert (hours(attended), lacking(timedelta(hours=8) - attended)) == ("6 h 40", "1 h 20")
    assert lacking(timedelta(hours=2)) == "2 h"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=9), "9 h"),
        (timedelta(hours=2, minutes=10), "2 h 10"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
    ],
)
def test_a_length_is_said_as_people_say_it(length: timedelta, words: str) -> None:
    assert hours(length) == words


class Picks(forms.Form):
    days = WeekdaysField()
    which = forms.ChoiceField(choices=[("a", "A & b"), ("<", "<b>")], widget=forms.RadioSelect, initial="<")


@pytest.mark.parametrize("sent", [None, {"days": ["2", "7"]}])
def test_options_are_drawn_as_django_draws_them(sent: dict[str, list[str]] | None) -> None:
    form = Picks(sent, initial={"days": [1, 3]})
    for name in form.fields:
        field = form[name]
        djangos = "\n".join(
            f"<label>{option.tag()} <span>{conditional_escape(option.choice_label)}</span></label>"
            for option in field.subwidgets
        )
        assert parse_html(options(field)) == parse_html(djangos)


@pytest.mark.parametrize("value", [None, "", "x", 3, "<"])
def test_a_long_list_is_djangos_own_to_whoever_reads_it(value: object) -> None:
    choices = [("", "None & nothing"), (3, "Three"), ("More", [("x", "<b>"), ("<", "Y")])]
    attrs = {"id": "id_one", "required": True, "disabled": False, "class": "wide"}
    ours, djangos = (
        widget(choices=choices).render("one", value, attrs) for widget in (LongSelect, forms.Select)
    )
    assert parse_html(ours) == parse_html(djangos)
