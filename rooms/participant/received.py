"""What arrived from one person, counted so that a test can say: Ana was seen and heard."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.participant.pictures import Colour


@dataclass(slots=True)
class Received:
    """Totals since the participant began; they outlive peer connections."""

    sound_packets: int = 0
    picture_packets: int = 0
    # The rest is known only where media is decoded.
    pictures: int = 0
    # Squared amplitude (full scale = 1) times seconds, as ``totalAudioEnergy`` of a browser's getStats.
    sound_energy: float = 0.0
    # The square on the wall of the latest picture looked at: whose picture it really is.
    colour: Colour | None = None
    width: int = 0
    height: int = 0
