"""Everything that VIP sends or shows outside itself, in both languages, held against the deny list.

One sweep over words, subjects, senders, titles, addresses and calendar entries; and for each of these places a planted
word that the same sweep must find.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import Settings

from notifications.domain.discretion import indiscretions
from notifications.domain.planning import Channel
from notifications.models import MessageTemplate
from notifications.services import calendars, unsubscribing
from notifications.services.templates import every_standing, preview
from notifications.services.wording import LANGUAGES
from sessions.models import Session, SessionStatus, User

pytestmark = pytest.mark.django_db

START = datetime(2027, 2, 2, 23, tzinfo=UTC)
# Random by nature, so a denied stem in them would mean nothing and be nobody's fault.
TOKEN = "0000-0000_0000"


def everything(*, language: str) -> Iterator[tuple[str, str]]:
    """Each place by its name, and what others may see there."""
    for standing in every_standing():
        if standing.draft.language != language:
            continue
        for number in (1, 3):
            message = preview(standing.draft, appointments=number)
            place = f"{standing.draft.name} {standing.draft.channel}"
            yield f"{place} text", message.text
            yield f"{place} html", message.html
            yield (
                f"{place} {'title' if standing.draft.channel is Channel.PUSH else 'subject'}",
                message.subject,
            )
            yield f"{place} sender", message.sender
            yield f"{place} id", message.id
            yield f"{place} address", message.url
    person = User(email="a@example.test", language=language, time_zone="America/New_York")
    for status in (SessionStatus.SCHEDULED, SessionStatus.CANCELLED):
        session = Session(
            id=uuid4(), title="Evening group", starts_at=START, ends_at=START + timedelta(hours=3)
        )
        session.status = status
        invited = calendars.invitation(session=session, person=person, now=START)
        fed = calendars.feed(sessions=[session], person=person, now=START)
        for name, content in (("invitation", invited), ("feed", fed)):
            yield f"calendar {name} {status}", content.decode().replace("\r\n ", "")
    yield "address join", reverse("notifications:join", args=[TOKEN])
    yield "address feed", reverse("notifications:feed", args=[TOKEN])
    yield "address stop", reverse("notifications:stop-mail", args=[TOKEN])
    yield (
        "headers",
        str({name: value.rpartition("/stop/")[0] for name, value in unsubscribing.headers(person).items()}),
    )


def found(*, language: str) -> dict[str, tuple[str, ...]]:
    """Where the deny list finds something."""
    return {place: words for place, text in everything(language=language) if (words := indiscretions(text))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_others_may_see_gives_anything_away(language: str) -> None:
    places = dict(everything(language=language))
    assert len(places) > 150
    assert all(text for place, text in places.items() if place.endswith((" text", "email sender")))
    assert found(language=language) == {}


def plant(
    text: str,
    *,
    name: str = "reminder",
    channel: str = "email",
    language: str = "en",
    subject: str = "Appointment",
) -> None:
    """Words that nobody checked, as a restored or hand-written row might hold them."""
    MessageTemplate.objects.create(
        name=name,
        channel=channel,
        language=language,
        version=1,
        text=text,
        subject="" if channel == "sms" else subject,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["email", "sms", "push"])
def test_a_word_planted_in_a_template_is_found(language: str, channel: str) -> None:
    plant("{when} therapy", channel=channel, language=language)
    assert set(found(language=language)) >= {f"reminder {channel} text"}


@pytest.mark.parametrize(("channel", "place"), [("email", "subject"), ("push", "title")])
def test_a_word_planted_in_a_subject_or_a_title_is_found(channel: str, place: str) -> None:
    plant("{when}", channel=channel, subject="Group tonight")
    assert f"reminder {channel} {place}" in found(language="en")


def test_a_word_planted_in_the_sender_is_found_in_mails_and_calendars(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Lakeside Recovery <hello@example.test>"
    places = found(language="en")
    assert "reminder email sender" in places
    assert "calendar feed scheduled" in places


def test_a_word_planted_in_the_sites_address_is_found_wherever_it_stands(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://rehab.example.test"
    places = found(language="es")
    assert {"join email text", "reminder push address", "calendar invitation scheduled", "headers"} <= set(
        places
    )


def test_a_word_planted_in_a_calendar_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "_", lambda text: f"{text} (outpatient)")
    assert "calendar invitation scheduled" in found(language="en")


def test_a_clinics_own_name_can_be_denied_too(settings: Settings) -> None:
    settings.HELP_PHONE = "Lakeside 555-0100"
    assert found(language="en") == {}
    assert indiscretions(dict(everything(language="en"))["reminder email text"], also=["lakeside"]) == (
        "lakeside",
    )
