"""A Firefox and two Chromiums in one room: pictures and sound in every direction, simulcast from each."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from .firefox import firefox_line
from .lines import Line, Wanted, until
from .stage import Stage, stage

# Chromium and Firefox send three encodings from this many lines on.
SENDS = Wanted(height=540)
TILES = {"l": (100, 135), "m": (270, 270), "h": (540, 540)}


def own_address() -> str:
    """This machine's address: Firefox does not connect to the loopback's."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; a documentation address (RFC 5737)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


async def test_everybody_sees_and_hears_everybody_and_each_sends_every_size(tmp_path: Path) -> None:
    async with (
        stage(host=own_address()) as on,
        firefox_line(on.address, "fox", tmp_path / "profile") as fox,
    ):
        await on.seat(fox, replace(SENDS, voice="device"), clear=True)
        ana = await on.enter("ana", SENDS, clear=True)
        ben = await on.enter("ben", SENDS, clear=True)
        lines = {"fox": fox, "ana": ana, "ben": ben}
        for line in lines.values():
            for seat, other in on.running.seats(line.person).items():

                async def gets(line: Line = line, seat: int = seat) -> bool:
                    sound, picture = await line.voice(seat), await line.picture(seat)
                    return sound.packets > 50 and sound.samples > 0 and picture.frames > 5

                await until(gets, what=f"{line.person} sees and hears {other}")
        for sender in lines.values():
            await every_size(on, sender, fox if sender is ana else ana)


async def every_size(on: Stage, sender: Line, viewer: Line) -> None:
    """Each encoding of `sender` is really sent: the viewer's tile gets its number of lines."""
    seat = next(s for s, person in on.running.seats(viewer.person).items() if person == sender.person)
    for rid, (tile, lines) in TILES.items():
        on.watch(viewer, **{sender.person: tile})

        async def shows(lines: int = lines) -> bool:
            return (await viewer.picture(seat)).height == lines

        await until(shows, what=f"{viewer.person} sees {sender.person}'s encoding {rid}, of {lines} lines")
