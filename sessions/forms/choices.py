"""Choosing among rows of the database by their names, of which there may be hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    OneOf = forms.ModelChoiceField[Any]
    SeveralOf = forms.ModelMultipleChoiceField[Any]
    RowIterator = ModelChoiceIterator[Any]
else:  # the stubs' generics are not there when it runs
    OneOf, SeveralOf, RowIterator = (
        forms.ModelChoiceField,
        forms.ModelMultipleChoiceField,
        ModelChoiceIterator,
    )


class LongSelect(forms.Select):
    """A list of hundreds to choose one of, written at once; to whoever reads the page it is Django's own."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = {*self.format_value(value)}
        lines: list[str] = [
            format_html('<select name="{}"{}>', name, flatatt(self.build_attrs(self.attrs, attrs)))
        ]
        for heading_or_value, label_or_options in self.choices:
            if isinstance(label_or_options, list | tuple):
                lines.append(format_html('<optgroup label="{}">', heading_or_value))
                lines += [_option(each, label, chosen) for each, label in label_or_options]
                lines.append("</optgroup>")
            else:
                lines.append(_option(heading_or_value, label_or_options, chosen))
        lines.append("</select>")
        return mark_safe("\n".join(lines))


def _option(value: Any, label: Any, chosen: set[str]) -> str:
    said = "" if value is None else str(value)
    selected = " selected" if said in chosen else ""
    safe = said if isinstance(value, UUID) else escape(said)  # there are hundreds of them
    return f'<option value="{safe}"{selected}>{escape(str(label))}</option>'


class NameIterator(RowIterator):
    """Ids and names alone: whole rows, of which only the name is shown, took most of a page's time."""

    field: Choice | Choices

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", self.field.named_by)


class Choice(OneOf):
    """One row of ``queryset``, by its field ``named_by``."""

    iterator = NameIterator

    widget = LongSelect

    def __init__(self, queryset: QuerySet[Any], *, named_by: str = "name", **options: Any) -> None:
        self.named_by = named_by
        super().__init__(queryset, **options)

    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, self.named_by))


class Choices(SeveralOf):
    """Several rows of ``queryset``, by their field ``named_by``."""

    iterator = NameIterator

    def __init__(self, queryset: QuerySet[Any], *, named_by: str = "name", **options: Any) -> None:
        self.named_by = named_by
        super().__init__(queryset, **options)

    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, self.named_by))
