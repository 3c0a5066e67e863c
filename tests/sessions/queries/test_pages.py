"""One page of a long list: what is on it, and how many there are."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import User
from sessions.queries.pages import Page, page_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "expected", "queries"),
    [(1, ("A", "B"), 1), (3, ("E",), 1), (9, ("E",), 3), (0, ("A", "B"), 1)],
)
def test_a_page_comes_with_how_many_there_are(
    number: int, expected: tuple[str, ...], queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = {name: factories.client(legal_name=name).pk for name in "CADBE"}
    with django_assert_num_queries(queries):
        found = page_of(User.objects.order_by("legal_name"), number=number, size=2)
    shown = min(max(1, number), 3)
    assert found == Page(ids=[ids[name] for name in expected], number=shown, pages=3, total=5)


def test_an_empty_list_has_one_page_with_nothing_on_it() -> None:
    assert page_of(User.objects.order_by("legal_name"), number=4, size=2) == Page(
        ids=[], number=1, pages=1, total=0
    )
