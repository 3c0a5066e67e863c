"""One page of a long list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Q, QuerySet, Subquery, Window
from django.db.models.functions import Least, RowNumber

from sessions.queries.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The keys of what is on it, in order. ``number`` is from 1; there are ``pages`` of them with ``total`` rows."""

    ids: Sequence[UUID]
    number: int
    pages: int
    total: int


class Paged:
    """Pages of a list that ``make`` makes in order, with ``Given`` in it; its SQL is written when one is asked first.

    Keys alone, and how many there are beside them: to sort what a page shows of everybody took ten times as long, and
    to count first as long again. Where an index has the order, the count is all that looks at every row. Where
    ``few`` are to be expected of many, as in a search, all of them are looked at once and these put in order.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]], *, few: bool = False) -> None:
        def counted() -> QuerySet[Any, Any]:
            rows = make()
            of = Window(Count("pk")) if few else _CountOf(rows.order_by().values("pk"))
            keys: QuerySet[Any, Any] = rows.annotate(of=of).values_list("pk", "of")
            return keys

        self._rows = Written(counted)

    def page(self, *, number: int, size: int, **given: Any) -> Page:
        """That page, or the last where there are fewer. One query; two more for a page that there isn't."""
        number = max(1, number)
        ids, total = self._cut((number - 1) * size, size, given)
        if not ids and number > 1:
            _, total = self._cut(0, 1, given)
            number = max(1, -(-total // size))
            ids, total = self._cut((number - 1) * size, size, given)
        return Page(ids=ids, number=number, pages=max(1, -(-total // size)), total=total)

    def _cut(self, first: int, size: int, given: Mapping[str, Any]) -> tuple[list[UUID], int]:
        found = self._rows.ask_part(first, size, **given)
        return [pk for pk, _ in found], found[0][1] if found else 0


def page_after(rows: QuerySet[Any], *, by: Sequence[str], passed: Q, size: int) -> Page:
    """The page with the row that follows so many as have ``passed``, or the last; in order ``by`` fields. One query.

    Every row is put in order for it, which is as quick as to count those first and to look for the page then.
    """
    ranked = rows.annotate(
        nth=Window(RowNumber(), order_by=list(by)),
        of=Window(Count("pk")),
        skipped=Least(Window(Count("pk", filter=passed)), Window(Count("pk")) - 1) / size * size,
    )
    of_page = ranked.filter(nth__gt=F("skipped"), nth__lte=F("skipped") + size).order_by("nth")
    found = list(of_page.values_list("pk", "of", "skipped"))
    if not found:
        return Page(ids=[], number=1, pages=1, total=0)
    _, total, skipped = found[0]
    return Page(
        ids=[pk for pk, *_ in found], number=skipped // size + 1, pages=-(-total // size), total=total
    )


class _CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
