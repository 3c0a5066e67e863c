"""Form fields drawn without templates, to the letter as Django's own templates draw them.

Django renders a template for each option of a list and another for its attributes, some 70 µs each: a list of time
zones took 60 ms of a processor, a choice among some hundred colleagues more. The few widgets that have options, and the
plain inputs, are strings put together here; every other widget keeps its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

Widget = Mapping[str, Any]
INPUTS = ("color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel", "text")
ERRORS = frozenset({"django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"})
MORE_INPUTS = ("checkbox", "file", "time", "url")


class QuickWidgets(DjangoTemplates):
    """The renderer of every form (``FORM_RENDERER``)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in ERRORS and not context["errors"]:
            return ""  # nearly every field of nearly every page: two templates, to say nothing
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return mark_safe(draw(context["widget"]))  # each part is escaped below


def _attributes(widget: Widget) -> str:
    """True is a name alone, False nothing."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    written = "" if value is None else f' value="{conditional_escape(str(value))}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{written}{_attributes(widget)}>'


def _choice(widget: Widget) -> str:
    """A checkbox or a radio button, within its label where one is asked for."""
    drawn = _input(widget)
    if not widget.get("wrap_label"):
        return drawn
    id_ = widget["attrs"].get("id")
    of = f' for="{conditional_escape(id_)}"' if id_ else ""
    return f"<label{of}>{drawn} {conditional_escape(widget['label'])}</label>"


def _option(widget: Widget) -> str:
    value, label = conditional_escape(str(widget["value"])), conditional_escape(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _select(widget: Widget) -> str:
    drawn = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>']
    for heading, options, _index in widget["optgroups"]:
        if heading:
            drawn.append(f'\n  <optgroup label="{conditional_escape(heading)}">')
        drawn += [f"\n  {_option(option)}" for option in options]
        if heading:
            drawn.append("\n  </optgroup>")
    drawn.append("\n</select>")
    return "".join(drawn)


def _textarea(widget: Widget) -> str:
    text = conditional_escape(widget["value"] or "")
    return f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


DRAWN: Mapping[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for draw, names in (
        (_input, (*INPUTS, *MORE_INPUTS)),
        (_choice, ("checkbox_option", "radio_option")),
        (_option, ("select_option",)),
        (_select, ("select",)),
        (_textarea, ("textarea",)),
    )
    for name in names
}
