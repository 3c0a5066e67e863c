"""Moving pictures that name a person: a figure in a warm room, swaying and blinking, in a seamless loop.

On the wall behind the figure hangs a plain square in ``colour_of(name)``. It survives compression and scaling, so
a test reads from the pixels WHO is on a tile, rather than trusting the label beside it.
"""

from __future__ import annotations

import colorsys
import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

# Five steps a channel, 48 apart: well above what VP8 and a browser's scaling do to a plain area.
_LEVELS = (32, 80, 128, 176, 224)
# Chosen so that no two people of the demo's clinic share a colour, and its live group's lie far apart.
_SALT = b"vip-156:"
# The square's place as shares of width and height, far enough inwards that a cropped tile still shows it.
BLOCK = (0.16, 0.10, 0.28, 0.30)
# Drawn larger and scaled down, since Pillow's shapes have hard edges.
_OVERSIZE = 2


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's size in pixels."""

    width: int = 640
    height: int = 360


DEFAULT_SIZE = Size()


def colour_of(name: str) -> Colour:
    """The colour (red, green, blue) that stands for ``name``. The same name always has the same colour."""
    digest = hashlib.sha256(_SALT + name.encode()).digest()
    red, green, blue = (byte % len(_LEVELS) for byte in digest[:3])
    if red == green == blue:  # a grey would be mistaken for a tile without a picture
        blue = (blue + 2) % len(_LEVELS)
    return _LEVELS[red], _LEVELS[green], _LEVELS[blue]


def distance(one: Colour, other: Colour) -> int:
    """How far two colours are apart: the largest difference of a channel, 0 to 255."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def who_is(seen: Colour, names: Iterable[str]) -> str | None:
    """Whose colour ``seen`` is, among ``names``; None where it is nobody's."""
    nearest = min(names, key=lambda name: distance(seen, colour_of(name)), default=None)
    return nearest if nearest is not None and distance(seen, colour_of(nearest)) < 24 else None


def block_of(picture: Image.Image) -> Colour:
    """The colour in the middle of the square on the wall, whatever size the picture was scaled to."""
    left, top, right, bottom = BLOCK
    x, y = (left + right) / 2 * picture.width, (top + bottom) / 2 * picture.height
    reach = max(1, round((bottom - top) * picture.height / 6))
    middle = picture.convert("RGB").crop((int(x) - reach, int(y) - reach, int(x) + reach, int(y) + reach))
    pixel = middle.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return int(pixel[0]), int(pixel[1]), int(pixel[2])


def loop(name: str, *, frames: int, size: Size = DEFAULT_SIZE) -> Iterator[Image.Image]:
    """``frames`` pictures of ``name``; the last leads into the first."""
    large = Size(size.width * _OVERSIZE, size.height * _OVERSIZE)
    room = _room(name, large)
    for number in range(frames):
        picture = room.copy()
        _figure(ImageDraw.Draw(picture), name, large, turn=number / frames)
        yield picture.resize((size.width, size.height), Image.Resampling.BOX)


def _room(name: str, size: Size) -> Image.Image:
    """What does not move: wall, square, table and name."""
    picture = Image.new("RGB", (size.width, size.height), _shade(name, lightness=0.78, saturation=0.42))
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = BLOCK
    box = (left * size.width, top * size.height, right * size.width, bottom * size.height)
    frame = size.height * 0.018
    draw.rectangle((box[0] - frame, box[1] - frame, box[2] + frame, box[3] + frame), fill="white")
    draw.rectangle(box, fill=colour_of(name))
    draw.rectangle(
        (0, size.height * 0.9, size.width, size.height), fill=_shade(name, lightness=0.3, saturation=0.35)
    )
    return picture


def _figure(draw: ImageDraw.ImageDraw, name: str, size: Size, *, turn: float) -> None:
    """A person from the chest up at ``turn`` (0 to 1) of the loop, in front of the room."""
    own = hashlib.sha256(name.encode()).digest()
    angle = 2 * math.pi * turn
    unit = size.height
    sway, nod = 0.022 * unit * math.sin(angle), 0.010 * unit * math.cos(2 * angle)
    x, y = size.width * 0.5 + sway, unit * 0.42 + nod
    skin = _SKINS[own[4] % len(_SKINS)]
    hair = _HAIRS[own[5] % len(_HAIRS)]
    shirt = _shade(name, lightness=0.42, saturation=0.5, turned=0.45)
    radius = unit * 0.17

    if own[6] % 2:
        _disc(draw, x, y + radius * 0.25, radius * 1.28, radius * 1.5, hair)
    draw.rounded_rectangle(
        (x - sway * 0.6 - unit * 0.3, unit * 0.68, x - sway * 0.6 + unit * 0.3, unit * 1.2),
        unit * 0.16,
        fill=shirt,
    )
    draw.rounded_rectangle(
        (x - radius * 0.4, y + radius * 0.6, x + radius * 0.4, unit * 0.74), radius * 0.35, fill=_darker(skin)
    )
    _disc(draw, x, y - radius * 0.12, radius * 1.08, radius * 1.16, hair)
    _disc(draw, x, y + radius * 0.1, radius * 0.96, radius * 1.05, skin)
    _face(
        draw,
        x,
        y,
        radius,
        open_eyes=not 0.60 <= (turn + own[7] / 256) % 1 < 0.68,
        smile=0.5 + 0.5 * math.sin(angle),
    )
    draw.rectangle((0, unit * 0.9, size.width, unit), fill=_shade(name, lightness=0.3, saturation=0.35))
    _text(draw, name, size)


def _face(
    draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, *, open_eyes: bool, smile: float
) -> None:
    dark = (52, 38, 34)
    for side in (-1, 1):
        eye = x + side * radius * 0.36
        _disc(draw, eye, y, radius * 0.09, radius * (0.12 if open_eyes else 0.025), dark)
    mouth = (x - radius * 0.3, y + radius * 0.25, x + radius * 0.3, y + radius * (0.5 + 0.15 * smile))
    draw.chord(mouth, 10, 170, fill=(150, 62, 60))


def _text(draw: ImageDraw.ImageDraw, name: str, size: Size) -> None:
    font = ImageFont.load_default(size=size.height * 0.075)
    # Above the head: pages put their own plate at the lower edge.
    draw.text((size.width * 0.5, size.height * 0.08), name, font=font, fill=(52, 38, 34), anchor="mm")


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, across: float, down: float, fill: Colour) -> None:
    draw.ellipse((x - across, y - down, x + across, y + down), fill=fill)


def _shade(name: str, *, lightness: float, saturation: float, turned: float = 0.0) -> Colour:
    """A colour of the warm part of the circle (red to yellow-green) that belongs to ``name``."""
    hue = (-0.06 + 0.26 * hashlib.sha256(name.encode()).digest()[3] / 255 + turned) % 1
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _darker(colour: Colour) -> Colour:
    return round(colour[0] * 0.86), round(colour[1] * 0.86), round(colour[2] * 0.86)


_SKINS: tuple[Colour, ...] = (
    (247, 214, 186),
    (224, 172, 132),
    (198, 134, 94),
    (141, 85, 54),
    (96, 60, 42),
    (236, 190, 156),
)
_HAIRS: tuple[Colour, ...] = (
    (44, 33, 28),
    (92, 58, 34),
    (150, 96, 48),
    (196, 152, 88),
    (120, 118, 120),
    (28, 26, 34),
)
