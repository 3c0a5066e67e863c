"""A clinic changes words and nothing else: places are filled, and a message about one is not about several."""

from __future__ import annotations

import pytest

from notifications.domain.planning import Tier
from notifications.domain.wording import (
    TEMPLATES,
    VARIABLES,
    Paragraph,
    TemplateName,
    line_of,
    paragraphs_of,
    unknown_places,
)

SITE = {"help_phone": "555", "sign_in": "https://x/"}
NINE, TEN = {"when": "nine", "link": "https://x/9"}, {"when": "ten", "link": "https://x/10"}
TEXT = """
one: It begins:

several: They begin:

• {when}

[Join]({link})

Call {help_phone}.
"""


def test_each_appointment_has_its_own_line_and_link() -> None:
    assert paragraphs_of(TEXT, site=SITE, appointments=[NINE, TEN]) == (
        Paragraph(words="They begin:"),
        Paragraph(words="• nine"),
        Paragraph(words="Join", address="https://x/9"),
        Paragraph(words="• ten"),
        Paragraph(words="Join", address="https://x/10"),
        Paragraph(words="Call 555."),
    )


def test_one_appointment_is_not_spoken_of_as_several() -> None:
    assert [each.as_text for each in paragraphs_of(TEXT, site=SITE, appointments=[NINE])] == [
        "It begins:",
        "• nine",
        "Join: https://x/9",
        "Call 555.",
    ]


def test_a_line_holds_everything_between_single_blanks() -> None:
    text = "one:  It begins\n{when}.\n\nseveral: No.\n\nCall { help_phone }"
    assert line_of(text, values={**SITE, **NINE}, number=1) == "It begins nine. Call 555"


def test_a_place_that_nothing_fills_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError):
        line_of("Come at {whenever}", values=SITE, number=1)


def test_what_a_value_says_is_not_filled_in_again() -> None:
    assert line_of("{when}", values={"when": "{help_phone}", "help_phone": "555"}, number=1) == "{help_phone}"


def test_unknown_places_are_named_once_in_their_order() -> None:
    text = "{when} {name} {diagnosis} {name} {help_phone} {}"
    assert unknown_places(TemplateName.REMINDER, text) == ("name", "diagnosis", "")


def test_every_tier_has_a_template_and_every_template_its_places() -> None:
    assert set(TEMPLATES) == set(Tier)
    assert set(VARIABLES) == set(TemplateName)
