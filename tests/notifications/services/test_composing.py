"""What messages say, and that they give nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.template import TemplateDoesNotExist
from pytest_django import Settings

from notifications.checks import sender_is_discreet
from notifications.domain.discretion import indiscretions
from notifications.domain.planning import Channel, Tier
from notifications.domain.wording import TemplateName
from notifications.services.composing import (
    LANGUAGES,
    TEMPLATES,
    Appointment,
    Content,
    code_message,
    compose,
    reminder_message,
    when,
)
from notifications.transports import Message
from sessions.models import User

pytestmark = pytest.mark.django_db

# The two answers to an SMS are SMS themselves.
MAILED = [name for name in TemplateName if name not in (TemplateName.STOP_HEARD, TemplateName.START_HEARD)]
NINE_PM = datetime(2027, 2, 2, 2, 0, tzinfo=UTC)
LINK = "http://localhost:8000/join/T0ken-T0ken_T0ken/"
SET_UP = "http://localhost:8000/accounts/password/reset/"


def someone(**fields: Any) -> User:
    """A person who is in no database."""
    return User(
        **{"email": "someone@example.test", "legal_name": "Legal", "display_name": "Display"} | fields
    )


def composed(
    what: Tier | TemplateName, *, language: str = "en", zone: str = "America/New_York", number: int = 1
) -> Message:
    recipient = someone(language=language, time_zone=zone)
    return compose(
        id_=uuid4(),
        name=TEMPLATES[what] if isinstance(what, Tier) else what,
        channel=Channel.EMAIL,
        recipient=recipient,
        content=content(number),
    )


def content(number: int = 1) -> Content:
    """Whatever any template may ask for."""
    values = {"sessions": "3", "people": "21", "tasks": "2", "code": "123456", "set_up": SET_UP}
    return Content(appointments=[Appointment(starts_at=NINE_PM, link=LINK)] * number, values=values)


def every_message() -> Iterator[tuple[str, Message]]:
    """Each template in each language, for one appointment and for several."""
    for language in LANGUAGES:
        for name in MAILED:
            for number in (1, 2):
                yield f"{language} {name} {number}", composed(name, language=language, number=number)
        recipient = someone(language=language)
        yield f"{language} code", code_message(code_id=uuid4(), recipient=recipient, code="123456")


def seen_by_others(message: Message) -> str:
    """Everything of a message but its own address: headers, words and the addresses it links to."""
    return "\n".join((message.id, message.sender, message.subject, message.text, message.html))


def test_the_deny_list_finds_a_planted_word_wherever_it_stands(settings: Settings) -> None:
    message = composed(Tier.DAY)
    for field in ("id", "sender", "subject", "text", "html"):
        values = {name: getattr(message, name) for name in Message.__slots__}
        planted = Message(**values | {field: values[field] + "/Therapy-1"})
        assert indiscretions(seen_by_others(planted)) == ("therap",)


def test_a_planted_word_in_a_template_is_found(settings: Settings, tmp_path: Path) -> None:
    template = tmp_path / "notifications" / "email" / "en" / "reminder.txt"
    template.parent.mkdir(parents=True)
    template.write_text("Appointment\n\nYour recovery group meets.\n")
    there = settings.TEMPLATES[0]
    settings.TEMPLATES = [there | {"DIRS": [tmp_path, *there["DIRS"]]}]
    assert indiscretions(seen_by_others(composed(Tier.DAY))) == ("group", "recover")


def test_no_message_in_either_language_says_anything_on_the_deny_list() -> None:
    found = {name: indiscretions(seen_by_others(message)) for name, message in every_message()}
    assert found == dict.fromkeys(found, ())
    assert len(found) == 2 * (2 * len(MAILED) + 1)


def test_no_message_names_anyone() -> None:
    for _, message in every_message():
        assert "Legal" not in seen_by_others(message)
        assert "Display" not in seen_by_others(message)


def test_every_template_that_exists_is_used_in_both_languages(settings: Settings) -> None:
    folder = Path(settings.BASE_DIR) / "frontend" / "templates" / "notifications" / "email"
    names = {language: {path.stem for path in (folder / language).iterdir()} for language in LANGUAGES}
    assert names == {language: set(MAILED) for language in LANGUAGES}


def test_a_sender_that_gives_something_away_is_refused_at_start(settings: Settings) -> None:
    assert sender_is_discreet() == []
    settings.DEFAULT_FROM_EMAIL = "Lakeside Recovery <hello@lakeside.example>"
    settings.DENIED_WORDS = ["lakeside"]
    (error,) = sender_is_discreet()
    assert error.msg == "DEFAULT_FROM_EMAIL says 'recover, lakeside', and a lock screen would show it."


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "America/New_York", "Monday, February 1, 2027, 9:00 PM EST (New York time)"),
        ("es", "America/New_York", "lunes 1 de febrero de 2027, 21:00 EST (hora de New York)"),
        ("en", "America/Los_Angeles", "Monday, February 1, 2027, 6:00 PM PST (Los Angeles time)"),
        ("en", "UTC", "Tuesday, February 2, 2027, 2:00 AM UTC"),
        ("en", "Mars/Olympus_Mons", "Tuesday, February 2, 2027, 2:00 AM UTC"),
        ("en", "../../etc/passwd", "Tuesday, February 2, 2027, 2:00 AM UTC"),
    ],
)
def test_times_are_the_readers_own_and_name_their_zone(language: str, zone: str, expected: str) -> None:
    assert when(NINE_PM, zone=zone, language=language) == expected


def test_the_whole_reminder_reads_well() -> None:
    message = composed(Tier.DAY, language="es")
    assert (message.subject, message.sender) == ("Cita", "Appointments <appointments@localhost>")
    assert message.text == (
        "Le recordamos su cita:\n\n"
        "• lunes 1 de febrero de 2027, 21:00 EST (hora de New York)\n\n"
        "Poco antes de que empiece recibirá otro mensaje con un enlace para entrar. También puede iniciar sesión en "
        "cualquier momento:\n\n"
        "Iniciar sesión: http://localhost:8000/accounts/login/\n\n"
        "¿Preguntas, o no puede asistir? Llámenos al +1 555 010 0199.\n"
    )


def test_only_the_last_message_and_the_one_after_the_start_hold_the_link() -> None:
    holding = {name for name in MAILED if LINK in composed(name).text}
    of_guests = {TemplateName.INVITED, TemplateName.GUEST_CHANGED}
    assert holding == {TemplateName.JOIN, TemplateName.STARTED, *of_guests}
    assert f'href="{LINK}"' in composed(Tier.MINUTES).html


def test_the_same_row_has_the_same_id_at_every_attempt() -> None:
    row = uuid4()
    ids = {
        reminder_message(reminder_id=row, tier=Tier.DAY, recipient=someone(), appointments=[]).id
        for _ in range(2)
    }
    assert ids == {f"<{row}@localhost>"}


def test_a_language_that_nobody_wrote_is_answered_in_english() -> None:
    assert composed(Tier.DAY, language="tlh").subject == "Appointment"


def test_a_template_that_is_missing_says_which(settings: Settings) -> None:
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": []}]
    with pytest.raises(TemplateDoesNotExist, match=r"notifications/email/en/reminder\.txt"):
        composed(Tier.DAY)
