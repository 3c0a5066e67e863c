"""Pictures say whose they are."""

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rooms.participant.clips import clips_of
from rooms.participant.pictures import DEFAULT_SIZE, Size, block_of, colour_of, distance, loop, who_is
from sessions.management.demo import people
from tests.rooms.participant.decoding import pictures_in

LIVE_GROUP = tuple(persona.display_name for persona in (people.DANA, *people.LIVE_GROUP))
CLINIC = tuple(persona.display_name for persona in people.EVERYONE)


@given(st.text())
def test_a_name_has_one_colour_and_it_is_never_grey(name: str) -> None:
    colour = colour_of(name)

    assert colour == colour_of(name)
    assert len(set(colour)) > 1


def nearest(names: tuple[str, ...]) -> int:
    return min(distance(colour_of(one), colour_of(other)) for one, other in combinations(names, 2))


def test_the_clinics_people_can_be_told_apart() -> None:
    assert nearest(CLINIC) >= 48
    assert nearest(LIVE_GROUP) >= 96


def test_the_colour_survives_compression_and_scaling() -> None:
    for name in ("Ana", "Hugo"):
        for picture in pictures_in(clips_of(name).picture):
            tile = picture.resize((213, 120))
            assert (who_is(block_of(picture), CLINIC), who_is(block_of(tile), CLINIC)) == (name, name)


def test_a_black_tile_is_nobody() -> None:
    assert who_is(block_of(Image.new("RGB", (320, 180))), CLINIC) is None


def test_nobody_is_recognised_where_nobody_is_expected() -> None:
    assert who_is(colour_of("Ana"), ()) is None


def test_every_picture_differs_from_the_next_and_the_loop_has_no_seam() -> None:
    frames = [np.asarray(picture, dtype=np.int16) for picture in loop("Ana", frames=24, size=Size(160, 90))]

    steps = [np.abs(one - other).mean() for one, other in pairwise([*frames, frames[0]])]

    assert min(steps) > 0
    assert steps[-1] <= max(steps[:-1])


def test_pictures_have_the_size_asked_for() -> None:
    assert next(loop("Ana", frames=1)).size == (DEFAULT_SIZE.width, DEFAULT_SIZE.height)
