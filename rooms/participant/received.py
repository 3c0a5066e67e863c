"""What arrived from one person, counted so that a test can say: Ana was seen and heard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rooms.participant.pictures import Colour


class Arrival(Enum):
    """What a line of the peer connection brings."""

    SOUND = "sound"
    PICTURE = "picture"
    SHARE = "share"

    @property
    def kind(self) -> str:
        """As WebRTC calls it."""
        return "audio" if self is Arrival.SOUND else "video"


@dataclass(slots=True)
class Received:
    """Totals since the participant began; they outlive peer connections."""

    sound_packets: int = 0
    picture_packets: int = 0
    share_packets: int = 0
    # The rest is known only where media is decoded.
    pictures: int = 0
    # Squared amplitude (full scale = 1) times seconds, as ``totalAudioEnergy`` of a browser's getStats.
    sound_energy: float = 0.0
    # The square on the wall of the latest picture looked at: whose picture it really is.
    colour: Colour | None = None
    width: int = 0
    height: int = 0

    def count(self, arrival: Arrival) -> None:
        """One more packet."""
        match arrival:
            case Arrival.SOUND:
                self.sound_packets += 1
            case Arrival.PICTURE:
                self.picture_packets += 1
            case Arrival.SHARE:
                self.share_packets += 1
