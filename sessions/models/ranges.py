"""Ranges for exclusion constraints, which keep what must not overlap apart.

GiST knows no equality of ids without an extension that not every PostgreSQL carries. It does know the ranges of any
ordered type; so ``uuidrange`` is a range over ids, and one that holds a single id equals another with the same id.
"""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func, TextField, Value


class JustThisId(Func):
    """The range that holds this id alone, to be compared by ``=``."""

    function = "uuidrange"
    template = "%(function)s(%(expressions)s)"

    def __init__(self, *expressions: object, **extra: object) -> None:
        column = expressions[0]
        super().__init__(column, column, Value("[]"), output_field=TextField())

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """One column, as it was given."""
        return f"{type(self).__module__}.{type(self).__qualname__}", (self.source_expressions[0],), {}


class Dates(Func):
    """The local dates from one column up to but excluding another; null is for ever."""

    function = "daterange"
    output_field = DateRangeField()
