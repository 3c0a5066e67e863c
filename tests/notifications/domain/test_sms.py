"""A text goes out as one SMS or is known not to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.sms import fits_one_sms, outside_alphabet, septets, within_alphabet


def test_160_plain_characters_fit_and_one_more_does_not() -> None:
    assert fits_one_sms("x" * 160)
    assert not fits_one_sms("x" * 161)


@pytest.mark.parametrize("character", "^{}\\[~]|€\f")
def test_an_extended_character_counts_twice(character: str) -> None:
    assert septets(character) == 2
    assert fits_one_sms(character + "x" * 158)
    assert not fits_one_sms(character + "x" * 159)


def test_the_alphabet_is_that_of_the_standard() -> None:
    held = [chr(point) for point in range(0x3100) if not outside_alphabet(chr(point))]
    # 128 places, of which one is the escape; and ten behind the escape.
    assert len(held) == 127 + 10
    assert sum(septets(character) for character in held) == 127 + 20


def test_a_spanish_text_names_what_keeps_it_from_being_one_message() -> None:
    assert outside_alphabet("Su cita es mañana a las 9. ¿Preguntas? Llámenos: está aquí") == ("á", "í")
    assert fits_one_sms("Su cita es mañana a las 9. ¿Preguntas? Llame al 555-0100")


@pytest.mark.parametrize("text", ["It’s soon", "9:00\u202fAM", "see you 🙂", "wait…", "a\tb", "\x1b"])
def test_typographic_signs_and_pictures_do_not_fit(text: str) -> None:
    assert not fits_one_sms(text)


@given(st.text(max_size=200))
def test_what_fits_is_within_160_characters_and_so_is_each_of_its_parts(text: str) -> None:
    if fits_one_sms(text):
        assert len(text) <= 160
        assert all(fits_one_sms(text[:cut]) and fits_one_sms(text[cut:]) for cut in range(0, len(text), 20))


@given(st.text(), st.text())
def test_septets_add_up(one: str, other: str) -> None:
    assert septets(one + other) == septets(one) + septets(other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sábado, miércoles", "sabado, miércoles"),
        ("¿Preguntas? Llámenos", "¿Preguntas? Llamenos"),
        ("don’t “wait” – 9:00\u202fAM…", 'don\'t "wait" - 9:00 AM...'),
        ("5 € [x]", "5 € [x]"),
        ("日本", "??"),
    ],
)
def test_what_the_alphabet_lacks_is_written_as_near_as_it_can(text: str, written: str) -> None:
    assert within_alphabet(text) == written
    assert outside_alphabet(written) == ()
