"""A clinic's own words go out as they were previewed, or are refused with the reason; and they can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from notifications.domain.discretion import indiscretions
from notifications.domain.planning import Channel
from notifications.domain.sms import MAX_SEPTETS, septets
from notifications.domain.wording import TemplateName
from notifications.errors import TemplateRefused
from notifications.models import MessageTemplate
from notifications.services.composing import code_message
from notifications.services.templates import (
    Draft,
    check,
    every_standing,
    preview,
    reset,
    save,
    standing,
    versions,
)
from notifications.services.wording import words_for
from sessions.models import Role, User
from tests import factories

pytestmark = pytest.mark.django_db

REMINDER = (TemplateName.REMINDER, Channel.EMAIL, "en")


@pytest.fixture
def cora() -> User:
    return factories.person(Role.COORDINATOR)


def draft(
    name: TemplateName = TemplateName.REMINDER, channel: Channel = Channel.EMAIL, **fields: Any
) -> Draft:
    return replace(standing(name, channel, "en").draft, **fields)


def refusal_of(words: Draft) -> tuple[str, str, str]:
    with pytest.raises(TemplateRefused) as refused:
        check(words)
    return refused.value.code, refused.value.field, refused.value.sentence


def test_everything_that_vip_comes_with_passes_its_own_checks() -> None:
    found = list(every_standing())
    for each in found:
        check(each.draft)
    assert {(each.draft.name, each.draft.language) for each in found} >= {
        (name, language)
        for name in TemplateName
        for language in ("en", "es")
        if name is not TemplateName.CODE
    }


def test_saved_words_are_what_goes_out_from_then_on(cora: User) -> None:
    save(draft(TemplateName.CODE, text="Your number:\n\n{code}"), by=cora)
    message = code_message(code_id=cora.pk, recipient=factories.client(), code="424242")
    assert message.text == "Your number:\n\n424242\n"


def test_versions_stay_and_the_original_words_come_back(cora: User) -> None:
    shipped = words_for(*REMINDER)
    save(draft(text="First: {when}"), by=cora)
    save(draft(text="Second: {when}"), by=cora)
    reset(*REMINDER, by=cora)
    assert words_for(*REMINDER) == shipped
    assert standing(*REMINDER).is_shipped
    assert [(each.version, each.text) for each in versions(*REMINDER)] == [
        (3, ""),
        (2, "Second: {when}"),
        (1, "First: {when}"),
    ]


@pytest.mark.parametrize("field", ["subject", "text"])
@pytest.mark.parametrize("word", ["group", "Therapy", "RECOVERY", "Patients", "salud"])
def test_words_that_give_something_away_are_refused_where_they_stand(field: str, word: str) -> None:
    code, at, sentence = refusal_of(
        draft(text=f"{{when}} {word}") if field == "text" else draft(subject=word)
    )
    assert (code, at) == ("denied_word", field)
    assert "lock screen" in sentence


def test_a_clinic_adds_its_own_words_to_those_denied(settings: Settings) -> None:
    check(draft(text="Lakeside reminds you: {when}"))
    settings.DENIED_WORDS = ["lakeside"]
    assert "lakeside" in refusal_of(draft(text="Lakeside reminds you: {when}"))[2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello {name}, {when}", "unknown_variable"),
        ("{when} {{ link }}", "stray_brace"),
        ("{when} {", "stray_brace"),
        ("{when} {link}", "unknown_variable"),
        ("{}{when}", "unknown_variable"),
        ("No time at all", "variable_missing"),
        ("   ", "empty"),
    ],
)
def test_what_can_not_be_filled_in_is_refused(text: str, code: str) -> None:
    assert refusal_of(draft(text=text))[:2] == (code, "text")


def test_a_refusal_names_what_may_be_used() -> None:
    sentence = refusal_of(draft(text="{when} {name}"))[2]
    assert sentence == "{name} can’t be filled in here. You can use: {help_phone}, {sign_in}, {when}."


@pytest.mark.parametrize("subject", ["", "x" * 61, "Two\nlines", "At {when}"])
def test_a_subject_is_one_short_line_that_stays_the_same(subject: str) -> None:
    assert refusal_of(draft(subject=subject))[1] == "subject"


def test_a_text_message_that_would_go_in_pieces_is_refused() -> None:
    room = MAX_SEPTETS - septets(preview(draft(channel=Channel.SMS, text="{when} "), appointments=3).text)
    check(draft(channel=Channel.SMS, text="{when} " + "x" * (room - 1)))
    assert refusal_of(draft(channel=Channel.SMS, text="{when} " + "x" * (room + 20)))[0] == "sms_too_long"
    assert refusal_of(draft(channel=Channel.SMS, text="{when} 😀"))[0] == "not_gsm7"


def test_accents_that_a_text_message_lacks_are_left_off() -> None:
    spanish = replace(standing(TemplateName.REMINDER, Channel.SMS, "es").draft, text="Atención: {when}")
    check(spanish)
    assert preview(spanish).text.startswith("Atencion: ")


def test_nothing_refused_is_kept(cora: User) -> None:
    with pytest.raises(TemplateRefused):
        save(draft(text="Your group: {when}"), by=cora)
    assert not MessageTemplate.objects.exists()


def test_two_who_save_at_once_make_two_versions_in_order(cora: User) -> None:
    rows = [save(draft(text=f"{number} {{when}}"), by=cora) for number in range(3)]
    assert [row.version for row in rows] == [1, 2, 3]


def test_a_preview_is_discreet_with_everything_filled_in() -> None:
    for each in every_standing():
        message = preview(each.draft, appointments=2)
        assert indiscretions("\n".join((message.sender, message.subject, message.text, message.url))) == ()
