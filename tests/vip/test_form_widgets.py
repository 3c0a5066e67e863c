"""Form fields are drawn to the letter as Django's own templates draw them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from vip.form_widgets import DRAWN, QuickWidgets

OURS, DJANGOS = QuickWidgets(), DjangoTemplates()
CHOICES = (
    ("", "None & nothing"),
    ("a\"'", "<b>"),
    (3, gettext_lazy("Monday")),
    ("More", (("x", mark_safe("<i>as it is</i>")), ("y", "Ÿ"))),
)
WIDGETS: tuple[tuple[forms.Widget, Any], ...] = (
    (forms.TextInput(), 'a "quoted" <text>'),
    (forms.TextInput(attrs={"autocomplete": "off", "required": True, "disabled": False}), None),
    (forms.NumberInput(attrs={"min": 1, "step": "any"}), 1234.5),
    (forms.EmailInput(), "a@example.org"),
    (forms.PasswordInput(), "never shown"),
    (forms.HiddenInput(), "x"),
    (forms.DateInput(), date(2026, 3, 1)),
    (forms.TimeInput(), "18:00"),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.FileInput(), None),
    (forms.Textarea(attrs={"rows": 3}), "two\nlines & <more>"),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES), "x"),
    (forms.Select(choices=CHOICES, attrs={"class": "wide"}), 3),
    (forms.SelectMultiple(choices=CHOICES), ["x", "3"]),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["x"]),
    (forms.RadioSelect(choices=CHOICES), "y"),
)


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any] | None = None) -> list[str]:
    """The widget drawn by us and by Django, with each of its options; blanks after a tag are nothing."""
    drawn = []
    for renderer in (OURS, DJANGOS):
        whole = widget.render('na"me', value, attrs, renderer=renderer)
        parts = (
            renderer.render(each["template_name"], {"widget": each})
            for each in widget.subwidgets("name", value, attrs)
        )
        drawn.append(re.sub(r">\s+", ">", f"{whole}\n{''.join(parts)}"))
    return drawn


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_each_widget_is_drawn_as_django_draws_it(widget: forms.Widget, value: Any) -> None:
    ours, djangos = both(widget, value, {"id": 'id_"x"'})

    assert ours == djangos


@given(value=st.text(), label=st.text(), attribute=st.one_of(st.text(), st.booleans(), st.integers()))
def test_whatever_is_written_in_it(value: str, label: str, attribute: str | bool | int) -> None:
    for widget in (
        forms.TextInput(),
        forms.Textarea(),
        forms.Select(choices=[(value, label), ("other", label)]),
        forms.CheckboxSelectMultiple(choices=[(value, label)]),
    ):
        ours, djangos = both(widget, value, {"data-x": attribute})
        assert ours.strip() == djangos.strip()


def test_what_has_no_drawing_keeps_its_template() -> None:
    assert "django/forms/widgets/clearable_file_input.html" not in DRAWN
    ours, djangos = both(forms.ClearableFileInput(), None)

    assert ours == djangos


def test_every_form_is_drawn_so() -> None:
    form = forms.Form()

    assert isinstance(form.renderer, QuickWidgets)
