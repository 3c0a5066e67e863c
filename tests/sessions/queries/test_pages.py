"""One page of a long list: what is on it, and how many there are."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from sessions.models import User
from sessions.queries.pages import Page, Paged, page_after
from sessions.queries.written import Given
from tests import factories

pytestmark = pytest.mark.django_db
BY_NAME = Paged(lambda: User.objects.order_by("legal_name"))


@pytest.mark.parametrize(
    ("number", "expected", "queries"),
    [(1, ("A", "B"), 1), (3, ("E",), 1), (9, ("E",), 3), (0, ("A", "B"), 1)],
)
def test_a_page_comes_with_how_many_there_are(
    number: int, expected: tuple[str, ...], queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = {name: factories.client(legal_name=name).pk for name in "CADBE"}
    with django_assert_num_queries(queries):
        found = BY_NAME.page(number=number, size=2)
    shown = min(max(1, number), 3)
    assert found == Page(ids=[ids[name] for name in expected], number=shown, pages=3, total=5)


def test_an_empty_list_has_one_page_with_nothing_on_it() -> None:
    assert BY_NAME.page(number=4, size=2) == Page(ids=[], number=1, pages=1, total=0)


@pytest.mark.parametrize("few", [False, True])
def test_pages_are_of_what_is_asked_for_at_the_time(few: bool) -> None:
    named = Paged(
        lambda: User.objects.filter(legal_name__icontains=Given("word")).order_by("legal_name"), few=few
    )
    ids = {name: factories.client(legal_name=name).pk for name in ("Ann", "Anna", "Bo%", "Joann")}
    for word, names in (("ann", ("Ann", "Anna", "Joann")), ("%", ("Bo%",)), ("B_", ()), ("jo", ("Joann",))):
        found = named.page(number=1, size=2, word=word)
        assert found.ids == [ids[name] for name in names][:2]
        assert (found.total, found.pages) == (len(names), 2 if len(names) > 2 else 1)
    latest = factories.client(legal_name="Joanna").pk
    assert named.page(number=2, size=1, word="jo") == Page(ids=[latest], number=2, pages=2, total=2)


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
