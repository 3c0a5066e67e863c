"""Queries that are written once and asked often.

Django writes the SQL of a query anew whenever it is asked: of a page that adds up the weeks of twelve clients that was
two fifths of the work. What is asked on most pages is written here when it is asked first; from then on its values
alone are new. It reads values, or rows with those they refer to; nothing that was read is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Expression, Func, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]


class Given(Expression):
    """Stands in a query for the value that is given under this name when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Among(Func):
    """That a column is one of the values in the list that is given under this name."""

    output_field = BooleanField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__(column, Given(name))

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, Any]:
        column, values = (compiler.compile(each) for each in self.get_source_expressions())
        return f"{column[0]} = ANY({values[0]})", (*column[1], *values[1])


@dataclass(frozen=True, slots=True)
class _Text:
    """SQL with what goes into it in order, and by their places the values that Django converts, and how.

    ``select`` are its columns, ``classes`` says which are whose (None: of values), ``annotations`` which are annotated.
    """

    sql: str
    params: Sequence[Any]
    converters: Mapping[int, tuple[Sequence[Callable[[Any, Any, Any], Any]], Any]]
    select: Sequence[Any]
    classes: Mapping[str, Any] | None
    annotations: Mapping[str, int]


class Written:
    """A query of values with ``Given`` and ``Among`` in it, made by ``make`` when it is asked first."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._text: _Text | None = None

    def ask(self, **given: Any) -> list[Row]:
        """One query. Raises ``KeyError`` where a value is missing."""
        return self._asked(self._written(), given)

    def ask_part(self, first: int, size: int, **given: Any) -> list[Row]:
        """``size`` rows of a query that ``make`` has not cut itself, from the ``first`` on, which is 0. One query."""
        text = self._written()
        cut = replace(text, sql=f"{text.sql} LIMIT %s OFFSET %s", params=(*text.params, size, first))
        return self._asked(cut, given)

    def _asked(self, text: _Text, given: Mapping[str, Any]) -> list[Row]:
        params = [given[each.name] if isinstance(each, Given) else each for each in text.params]
        with connection.cursor() as cursor:
            cursor.execute(text.sql, params)
            found = cursor.fetchall()
        return [self._converted(row, text) for row in found] if text.converters else found

    def _written(self) -> _Text:
        if self._text is None:
            self._text = self._write()
        return self._text

    def _write(self) -> _Text:
        compiler = self._make().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _Text(
            sql=sql,
            params=params,
            converters=converters,
            select=compiler.select,
            classes=compiler.klass_info,
            annotations=compiler.annotation_col_map or {},
        )

    @staticmethod
    def _converted(row: Row, text: _Text) -> Row:
        values = list(row)
        for place, (converters, expression) in text.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)


class WrittenRows(Written, Generic[M]):
    """The same for rows of ``model``, with what ``make`` selects beside them, annotates, and reads ``only`` of them."""

    def __init__(self, model: type[M], make: Callable[[], QuerySet[M]]) -> None:
        super().__init__(make)
        self._model = model

    def rows(self, **given: Any) -> list[M]:
        """One query. Raises ``KeyError`` where a value is missing."""
        found = self.ask(**given)
        return [self._row(row) for row in found]

    @cached_property
    def _layout(self) -> tuple[slice, list[str], Sequence[Any], Mapping[str, int]]:
        """Where the row's own columns are and what they are called; what fills those beside it; annotations."""
        text, fillers = self._written(), cast(Any, get_related_populators)  # typed as a later Django has it
        assert text.classes is not None
        own = text.classes["select_fields"]
        columns = slice(own[0], own[-1] + 1)
        names = [column.target.attname for column, *_ in text.select[columns]]
        return columns, names, fillers(text.classes, text.select, DEFAULT_DB_ALIAS), text.annotations

    def _row(self, row: Row) -> M:
        """As Django's own ``ModelIterable`` makes it."""
        columns, names, beside, annotations = self._layout
        made = self._model.from_db(DEFAULT_DB_ALIAS, names, row[columns])
        for each in beside:
            each.populate(row, made)
        for name, place in annotations.items():
            setattr(made, name, row[place])
        return made
