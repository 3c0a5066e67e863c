"""Whoever answers STOP is left alone, however they type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.keywords import Keyword, keyword_in

STOPS = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")

blanks = st.text(alphabet=" \t\r\n\u00a0", max_size=4)


@pytest.mark.parametrize("text", [" stop ", "Cancel", *STOPS, "opt  out", "\u00a0Stop\r\n"])
def test_these_words_stop_messages(text: str) -> None:
    assert keyword_in(text) is Keyword.STOP


def test_start_resumes_them() -> None:
    assert keyword_in(" Start\n") is Keyword.START


@pytest.mark.parametrize(
    "text", ["", "  ", "please don't stop", "the end", "stopping", "optout?", "restart", "yes"]
)
def test_anything_else_asks_for_nothing(text: str) -> None:
    assert keyword_in(text) is None


@given(
    word=st.sampled_from([*STOPS, "START"]),
    before=blanks,
    after=blanks,
    capitals=st.lists(st.booleans(), min_size=11),
)
def test_neither_case_nor_blanks_around_change_a_keyword(
    word: str, before: str, after: str, capitals: list[bool]
) -> None:
    typed = "".join(
        letter.upper() if big else letter.lower() for letter, big in zip(word, capitals, strict=False)
    )
    assert keyword_in(before + typed + after) is (Keyword.START if word == "START" else Keyword.STOP)


@given(st.text())
def test_whatever_is_answered_is_understood_or_left_alone(text: str) -> None:
    assert keyword_in(text) in {None, *Keyword}
