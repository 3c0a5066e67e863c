"""Numbers as people type them come out as one number, and what is none does not."""

from __future__ import annotations

import pytest

from notifications.domain.numbers import as_e164, ending


@pytest.mark.parametrize(
    "typed",
    [
        "(212) 555-0123",
        "212.555.0123",
        "+1 212 555 0123",
        "1-212-555-0123",
        " 2125550123 ",
        "001 212 555 0123",
    ],
)
def test_one_american_number_however_it_is_typed(typed: str) -> None:
    assert as_e164(typed) == "+12125550123"


@pytest.mark.parametrize(
    ("typed", "number"), [("+49 30 901820", "+4930901820"), ("0049 30 901820", "+4930901820")]
)
def test_a_number_elsewhere_keeps_its_country(typed: str, number: str) -> None:
    assert as_e164(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "call me",
        "911",
        "555-0123",
        "112 555 0123",
        "212 155 0123",
        "+1 212 555 01234",
        "212555012३",
        "+0123456789",
        "+" * 30,
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert as_e164(typed) is None


def test_a_page_shows_only_its_end() -> None:
    assert ending("+12125550123") == "•••• 0123"
