"""Choosing among rows of the database by their names, of which there may be hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator

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
