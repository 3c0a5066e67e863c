"""One page of a long list: what is on it, and how many there are."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from sessions.models import User
from sessions.queries.pages import Page, page_after, page_of
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


@pytest.mark.parametrize(
    ("passed", "expected", "number"),
    [("", ("A", "B"), 1), ("A", ("A", "B"), 1), ("B", ("C", "D"), 2), ("D", ("E",), 3), ("E", ("E",), 3)],
)
def test_a_page_is_found_by_how_many_have_passed(
    passed: str, expected: tuple[str, ...], number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = {name: factories.client(legal_name=name).pk for name in "CADBE"}
    with django_assert_num_queries(1):
        found = page_after(
            User.objects.all(), by=["legal_name", "pk"], passed=Q(legal_name__lte=passed), size=2
        )
    assert found == Page(ids=[ids[name] for name in expected], number=number, pages=3, total=5)


def test_of_nothing_the_first_page_is_found() -> None:
    found = page_after(User.objects.all(), by=["legal_name"], passed=Q(pk__isnull=False), size=2)
    assert found == Page(ids=[], number=1, pages=1, total=0)
