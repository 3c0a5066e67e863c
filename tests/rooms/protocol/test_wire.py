"""Messages as text. The samples in ``tests/wire`` are read by the tests of the room's script as well."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from rooms.protocol.errors import CLOSINGS, Refused, Unreadable
from rooms.protocol.messages import FromBrowser, FromServer
from rooms.protocol.typescript import typescript
from rooms.protocol.wire import MAX_FRAME_BYTES, closing, parse, parse_from_server, serialise

SAMPLES = Path(__file__).parents[2] / "wire"


def samples(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((SAMPLES / f"{name}.json").read_text())
    return read


def tags(union: Any) -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in get_args(union)}


@pytest.mark.parametrize("message", samples("from_browser"), ids=lambda message: message["type"])
def test_what_a_browser_says_survives_reading_and_writing(message: dict[str, Any]) -> None:
    assert json.loads(serialise(parse(json.dumps(message)))) == message


@pytest.mark.parametrize("message", samples("from_server"), ids=lambda message: message["type"])
def test_what_the_server_says_survives_reading_and_writing(message: dict[str, Any]) -> None:
    assert json.loads(serialise(parse_from_server(json.dumps(message)))) == message


def test_every_message_has_a_sample() -> None:
    assert {message["type"] for message in samples("from_browser")} == tags(FromBrowser)
    assert {message["type"] for message in samples("from_server")} == tags(FromServer)


@pytest.mark.parametrize("sample", samples("unreadable"), ids=lambda sample: sample["why"])
def test_what_cannot_be_read_is_refused_with_a_stable_code(sample: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(sample["frame"])
    assert (refusal.value.code, refusal.value.id) == (sample["code"], sample["id"])
    assert refusal.value.sentence


def test_a_frame_may_be_as_large_as_an_offer_needs_and_no_larger() -> None:
    fits = json.dumps({"type": "offer", "id": "1", "sdp": "x" * 199_000})
    assert serialise(parse(fits)) == fits.replace(": ", ":").replace(", ", ",")
    for frame in ("x" * (MAX_FRAME_BYTES + 1), "ü" * (MAX_FRAME_BYTES // 2 + 1)):
        with pytest.raises(Unreadable, match="too_large"):
            parse(frame)


@pytest.mark.parametrize("bracket", ["[", '{"id":', '{"type":"sync","id":['])
def test_deep_nesting_is_only_malformed(bracket: str) -> None:
    with pytest.raises(Unreadable, match="malformed"):
        parse(bracket * 5_000)


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_is_a_message_or_unreadable(text: str) -> None:
    readable(text)


@given(st.sampled_from(samples("from_browser")), st.data())
def test_any_damage_to_a_message_is_a_message_or_unreadable(
    message: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(message)
    at = data.draw(st.integers(0, len(text)))
    readable(text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :])


def readable(text: str) -> None:
    with suppress(Unreadable):
        parse(text)


@pytest.mark.parametrize("code", CLOSINGS)
def test_every_closing_tells_people_something_and_can_be_sent(code: str) -> None:
    message = closing(code)
    assert message.sentence.endswith(".")
    # Daphne sends no others; browsers may not be sent 1005, 1006 and 1015 at all.
    assert CLOSINGS[code].close_code == 1000 or 3000 <= CLOSINGS[code].close_code <= 4999


def test_a_refused_arrival_always_has_a_closing() -> None:
    assert {"room_ended", "removed", "room_locked"} <= CLOSINGS.keys() & Refused.SENTENCES.keys()


def test_the_typescript_was_generated_from_these_messages() -> None:
    file = Path(settings.BASE_DIR) / "frontend" / "src" / "room" / "protocol.generated.ts"
    assert file.read_text(encoding="utf-8") == typescript(), "run manage.py generate_protocol"


def test_the_prose_names_every_message_error_and_closing() -> None:
    prose = (Path(settings.BASE_DIR) / "docs" / "protocol.md").read_text(encoding="utf-8")
    words = (
        tags(FromBrowser)
        | tags(FromServer)
        | CLOSINGS.keys()
        | Refused.SENTENCES.keys()
        | Unreadable.SENTENCES.keys()
    )
    missing = {word for word in words if f"`{word}`" not in prose}
    assert missing == set()
    assert not [code for code, reason in CLOSINGS.items() if f"| {reason.close_code} | `{code}`" not in prose]
