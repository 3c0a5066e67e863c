"""Who is heard: whoever isn't silent while there is room, the loudest where there is not, and nobody in and out."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.speakers import (
    ASSUMED_LEVEL,
    FALL_DB_PER_S,
    HOLD_S,
    MARGIN_DB,
    QUIET_S,
    SILENT_FROM,
    Speakers,
)

PACKET = 0.02
SILENCE = 127
NORMAL, SOFT = 30, 50
MOST = 4

levels = st.none() | st.integers(0, 127)
sounds = st.integers(0, SILENT_FROM - 1)


class Conversation:
    """People whose microphones send a packet every 20 ms."""

    def __init__(self, most: int = MOST) -> None:
        self.speakers = Speakers(most)
        self.now = 100.0
        self.changes = 0

    def last(self, seconds: float, **people: int | None) -> frozenset[str]:
        """Let these people send for so long, each at a level, and say who is heard in the end."""
        for _ in range(round(seconds / PACKET)):
            before = self.speakers.heard
            for person, level in people.items():
                self.speakers.hear(person, level, self.now)
            self.changes += before != self.speakers.heard
            self.now += PACKET
        return self.speakers.heard

    def says(self, person: str, level: int | None) -> bool:
        return self.speakers.hear(person, level, self.now)


@given(st.lists(sounds, max_size=MOST - 1), sounds | st.none())
def test_with_room_any_sound_is_heard_from_its_first_packet(others: list[int], level: int | None) -> None:
    talk = Conversation()
    talk.last(3, newcomer=SILENCE, **{f"other-{n}": sound for n, sound in enumerate(others)})
    assert not talk.says("newcomer", SILENCE)

    assert talk.says("newcomer", level)


def test_a_voice_twenty_decibels_softer_is_heard_beside_a_normal_one() -> None:
    talk = Conversation()
    talk.last(2, ana=NORMAL)

    assert talk.says("ben", NORMAL + 20)
    assert talk.last(10, ana=NORMAL, ben=NORMAL + 20) == {"ana", "ben"}


def test_of_five_who_speak_the_loudest_four_are_heard() -> None:
    talk = Conversation()
    talk.last(2, ana=60, ben=50, carla=40, dora=30)

    heard = talk.last(1, ana=60, ben=50, carla=40, dora=30, emil=20)

    assert heard == {"ben", "carla", "dora", "emil"}


@given(st.lists(sounds, min_size=5, max_size=9), st.integers(0, 1 << 32))
def test_nobody_unheard_is_clearly_louder_than_anybody_heard(sound: list[int], seed: int) -> None:
    people: dict[str, int | None] = {str(number): level for number, level in enumerate(sound)}
    chance, talk = random.Random(seed), Conversation()
    for person, level in people.items():  # they begin one after another
        talk.last(chance.choice([0.02, 0.1, 0.5]), **{person: level})

    heard = talk.last(8, **people)
    changes = talk.changes

    assert len(heard) == MOST
    loudest_unheard = min(
        level for person, level in people.items() if person not in heard and level is not None
    )
    softest_heard = max(level for person, level in people.items() if person in heard and level is not None)
    assert softest_heard - loudest_unheard <= MARGIN_DB
    talk.last(5, **people)
    assert talk.changes == changes, "who speaks on evenly stays"


@given(st.integers(0, 1 << 32))
def test_voices_about_as_loud_do_not_chase_each_other(seed: int) -> None:
    chance = random.Random(seed)
    talk = Conversation()
    talk.last(1, **dict.fromkeys("abcde", NORMAL))
    talk.changes = 0

    for _ in range(200):
        talk.last(PACKET, **{person: NORMAL + chance.choice([-3, -1, 0, 1, 2, 3]) for person in "abcde"})

    assert talk.changes == 0


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), levels, st.floats(0, 3)), max_size=200))
def test_never_more_than_a_few_are_heard_and_never_a_lasting_silence(
    packets: list[tuple[str, int | None, float]],
) -> None:
    speakers, now = Speakers(MOST), 0.0
    sound_at: dict[str, float] = {}
    for person, level, pause in packets:
        now += pause
        if level is None or level < SILENT_FROM:
            sound_at[person] = now
        heard = speakers.hear(person, level, now)
        assert heard == (person in speakers.heard)
        assert len(speakers.heard) <= MOST
        assert not heard or now - sound_at[person] <= HOLD_S
        assert speakers.dominant is None or speakers.dominant in sound_at


def test_pauses_between_words_cost_nobody_their_place() -> None:
    talk = Conversation()
    five: dict[str, int | None] = {
        "ana": NORMAL,
        "ben": NORMAL,
        "carla": NORMAL,
        "dora": NORMAL,
        "emil": SOFT,
    }
    talk.last(2, **five)
    talk.changes = 0

    for _ in range(10):
        talk.last(QUIET_S - 0.1, **{**five, "ana": SILENCE})
        talk.last(0.5, **five)

    assert talk.changes == 0


def test_a_soft_voice_is_heard_in_the_pauses_of_the_loud() -> None:
    talk = Conversation()
    four: dict[str, int | None] = dict.fromkeys(["ana", "ben", "carla", "dora"], NORMAL)
    talk.last(2, **four, emil=SILENCE)
    assert not talk.says("emil", SOFT)

    heard = talk.last(QUIET_S + 0.1, **{**four, "ana": SILENCE}, emil=SOFT)

    assert heard == {"ben", "carla", "dora", "emil"}
    assert talk.last(0.3, **four, emil=SOFT) == {"ana", "ben", "carla", "dora"}


def test_a_slammed_door_takes_nobodys_place() -> None:
    talk = Conversation()
    four: dict[str, int | None] = dict.fromkeys(["ana", "ben", "carla", "dora"], NORMAL)
    talk.last(2, **four)

    assert not talk.says("emil", 0)


@pytest.mark.parametrize("most", [1, 2, 4])
def test_who_says_no_level_speaks_while_they_send_but_displaces_nobody_louder(most: int) -> None:
    talk = Conversation(most)
    loud: dict[str, int | None] = {f"loud-{n}": NORMAL for n in range(most)}
    assert talk.last(5, program=None) == {"program"}

    assert talk.last(3, program=None, **loud) == loud.keys()
    assert talk.last(3, program=None, **dict.fromkeys(loud, SILENCE)) == {"program"}
    assert NORMAL < ASSUMED_LEVEL < SILENT_FROM


def test_whoever_leaves_gives_their_place_away_at_once() -> None:
    talk = Conversation(1)
    talk.last(2, ana=NORMAL)
    assert not talk.says("ben", SOFT)

    talk.speakers.leave("ana")

    assert talk.speakers.dominant is None
    assert talk.says("ben", SOFT)


def test_the_dominant_speaker_changes_when_somebody_else_goes_on_speaking() -> None:
    talk = Conversation()
    talk.last(2, ana=NORMAL, ben=SOFT)
    assert talk.speakers.dominant == "ana"

    talk.last(0.5, ana=SILENCE, ben=SOFT)
    assert talk.speakers.dominant == "ana", "a word from somebody softer is not yet the lead"
    talk.last((SOFT - NORMAL + MARGIN_DB) / FALL_DB_PER_S, ana=SILENCE, ben=SOFT)
    assert talk.speakers.dominant == "ben"
    talk.last(5, ana=SILENCE, ben=SILENCE)
    assert talk.speakers.dominant == "ben", "while nobody speaks it is who spoke last"
