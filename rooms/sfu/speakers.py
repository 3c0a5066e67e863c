"""Who is heard: everyone who isn't silent, up to a few, and of more than a few the loudest.

A microphone says with each packet how loud it is (RFC 6464), so nothing has to be decoded. While there is room a
voice is heard from its first packet that isn't silence: a soft one and a sob like any other. Where more speak than
there is room for, somebody newly heard takes the place of whoever is quiet just now, or of whoever has been clearly
softer for a moment. Loudness is followed upwards quickly and downwards slowly, so that the pauses between words cost
nobody their place, and two voices that are about as loud do not chase each other in and out.
"""

from __future__ import annotations

# dB below the loudest that can be said (dBov); from here on down it is a quiet room's own noise, not a person.
SILENT_FROM = 75
# What is assumed of a microphone that doesn't say: softer than most who speak, so that it displaces nobody who does.
ASSUMED_LEVEL = 45
# A voice is forwarded for so long after its last sound: the end of a word, a breath, what is said next.
HOLD_S = 2.0
# Someone heard who has been quiet for so long gives way at once to somebody who speaks.
QUIET_S = 0.6
# How much louder somebody must be to take the place of one who speaks, or to become the dominant speaker.
MARGIN_DB = 6.0
# How quickly loudness is believed to rise and to fall. A slammed door is over before it counts.
RISE_DB_PER_S = 300.0
FALL_DB_PER_S = 10.0
# The longest that one Opus packet lasts in a browser: a pause before it is no reason to believe it more.
PACKET_S = 0.06


class _Voice:
    """One person's microphone. `loudness` is in dB above silence."""

    __slots__ = ("at", "heard", "loudness", "sound_at")

    def __init__(self, now: float) -> None:
        self.at = now  # of the last packet
        self.sound_at = now - HOLD_S  # of the last packet that wasn't silence
        self.loudness = 0.0
        self.heard = False

    def follow(self, loudness: float, now: float) -> None:
        """Approach the loudness of a packet."""
        elapsed = max(0.0, now - self.at)
        fallen = max(0.0, self.loudness - FALL_DB_PER_S * elapsed)
        risen = fallen + RISE_DB_PER_S * min(elapsed, PACKET_S)
        self.loudness = max(fallen, min(loudness, risen))
        self.at = now

    def loudness_at(self, now: float) -> float:
        return max(0.0, self.loudness - FALL_DB_PER_S * max(0.0, now - self.at))


class Speakers:
    """The people who share one conversation: a room, or one breakout of it."""

    __slots__ = ("_heard", "_most", "_voices", "dominant")

    def __init__(self, most: int) -> None:
        self._most = most
        self._voices: dict[str, _Voice] = {}
        self._heard: dict[str, _Voice] = {}
        self.dominant: str | None = None  # who leads the conversation; the last who did while nobody speaks

    @property
    def heard(self) -> frozenset[str]:
        """Those whose next packet is forwarded."""
        return frozenset(self._heard)

    def hears(self, person: str) -> bool:
        return person in self._heard

    def hear(self, person: str, level: int | None, now: float) -> bool:
        """Whether somebody is heard, after this packet. `level` is 0 (loudest) to 127 dB below overload; None: it isn't
        said."""
        voice = self._voices.get(person)
        if voice is None:
            voice = self._voices[person] = _Voice(now)
        loudness = SILENT_FROM - (ASSUMED_LEVEL if level is None else level)
        voice.follow(max(0, loudness), now)
        if loudness > 0:
            voice.sound_at = now
            if not voice.heard and self._make_room(voice, now):
                voice.heard = True
                self._heard[person] = voice
            if voice.heard and person != self.dominant:
                self._challenge(person, voice, now)
        elif voice.heard and now - voice.sound_at > HOLD_S:
            self._unhear(person)
        return voice.heard

    def leave(self, person: str) -> None:
        """Forget somebody who was muted, went elsewhere or left."""
        self._unhear(person)
        self._voices.pop(person, None)
        if self.dominant == person:
            self.dominant = None

    def _make_room(self, voice: _Voice, now: float) -> bool:
        """Whether there is a place for this voice, after somebody quieter gave up theirs if need be."""
        if len(self._heard) < self._most:
            return True
        quietest = min(self._heard, key=lambda person: self._claim(self._heard[person], now))
        other = self._heard[quietest]
        if now - other.sound_at <= QUIET_S and voice.loudness <= other.loudness_at(now) + MARGIN_DB:
            return False
        self._unhear(quietest)
        return True

    def _claim(self, voice: _Voice, now: float) -> tuple[bool, float]:
        """How good somebody's claim to their place is: those who speak before those who pause, then the loudest."""
        return now - voice.sound_at <= QUIET_S, voice.loudness_at(now)

    def _challenge(self, person: str, voice: _Voice, now: float) -> None:
        """Make somebody the dominant speaker if the one before isn't heard any more, or became clearly softer."""
        leader = self._heard.get(self.dominant) if self.dominant is not None else None
        if leader is None or voice.loudness > leader.loudness_at(now) + MARGIN_DB:
            self.dominant = person

    def _unhear(self, person: str) -> None:
        voice = self._heard.pop(person, None)
        if voice is not None:
            voice.heard = False
