"""Loops of picture and sound, encoded once and sent again and again.

Encoding is what makes a participant dear: eight live VP8 encoders fill a core, eight loops of ready frames cost
a few percent. Each frame is a whole VP8 frame or Opus packet; packetising into RTP is the sender's work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av
import numpy as np
from PIL import Image

from rooms.participant import pictures
from rooms.participant.pictures import DEFAULT_SIZE, Size

PICTURES_PER_S = 12
# Four seconds: slow enough to look like breathing, short enough to draw in a moment.
PICTURES_IN_LOOP = 48
# A viewer who comes late waits for the next key frame, at most half a second; more would cost bitrate.
KEY_EVERY = 6
# Flat drawings need little; the quantizer decides long before this does.
PICTURE_BPS = 350_000

SAMPLES_PER_S = 48_000
SOUND_FRAME_S = 0.02
SAMPLES_IN_FRAME = 960
SOUND_BPS = 24_000
# About -30 dBFS: audible as a murmur, and nobody jumps when eight of them join.
LOUDNESS = 0.032
# Major pentatonic on A3: any of these sound well together.
_PITCHES_HZ = (220.0, 247.5, 277.2, 330.0, 371.3, 440.0, 495.0, 554.4)


@dataclass(frozen=True, slots=True)
class Clip:
    """A loop of encoded frames. ``keys`` are the frames that can be decoded without those before them."""

    frames: tuple[bytes, ...]
    keys: tuple[int, ...]
    frame_s: float
    time_base: Fraction
    ticks: int  # of time_base, a frame
    level_dbov: int = -127  # RFC 6464; of a sound


@dataclass(frozen=True, slots=True)
class Clips:
    """What someone looks and sounds like."""

    picture: Clip
    voice: Clip
    silence: Clip


@lru_cache(maxsize=64)
def clips_of(name: str, size: Size = DEFAULT_SIZE) -> Clips:
    """What ``name`` looks and sounds like. Takes half a second of CPU, once a name."""
    return Clips(
        picture=encoded_picture(pictures.loop(name, frames=PICTURES_IN_LOOP, size=size), size=size),
        voice=encoded_sound(voice_of(name), level_dbov=-30),
        silence=encoded_sound(np.zeros(SAMPLES_IN_FRAME * 4, dtype=np.float32), level_dbov=-127),
    )


def encoded_picture(images: Iterable[Image.Image], *, size: Size) -> Clip:
    """VP8 in one encoding, a key frame every ``KEY_EVERY`` pictures and at the start."""
    codec = av.CodecContext.create("libvpx", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = size.width, size.height, "yuv420p"
    codec.time_base = Fraction(1, PICTURES_PER_S)
    codec.bit_rate = PICTURE_BPS
    codec.gop_size = KEY_EVERY
    codec.options = {
        "deadline": "good",
        "cpu-used": "4",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "crf": "12",
    }
    codec.thread_count = 1
    packets: list[av.Packet[Any]] = []
    for number, image in enumerate(images):
        frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = number, codec.time_base
        frame.pict_type = (
            av.video.frame.PictureType.I if number % KEY_EVERY == 0 else av.video.frame.PictureType.NONE
        )
        packets += codec.encode(frame)
    packets += codec.encode(None)
    return Clip(
        frames=tuple(bytes(packet) for packet in packets),
        keys=tuple(number for number, packet in enumerate(packets) if packet.is_keyframe),
        frame_s=1 / PICTURES_PER_S,
        time_base=Fraction(1, 90_000),
        ticks=90_000 // PICTURES_PER_S,
    )


def voice_of(name: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Four seconds of a soft hum with the rhythm of speech, at a pitch of ``name``'s own. Samples: -1 to 1."""
    own = hashlib.sha256(name.encode()).digest()
    pitch = _PITCHES_HZ[own[8] % len(_PITCHES_HZ)]
    at = np.arange(4 * SAMPLES_PER_S) / SAMPLES_PER_S
    hum = (
        np.sin(2 * np.pi * pitch * at)
        + 0.35 * np.sin(4 * np.pi * pitch * at)
        + 0.12 * np.sin(6 * np.pi * pitch * at)
    )
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * (2 + own[9] % 2) * at - np.pi / 2)
    sound = LOUDNESS * 1.5 * hum * syllables * np.clip(np.minimum(at, 4 - at) * 20, 0, 1)
    return np.asarray(sound, dtype=np.float32)


def encoded_sound(samples: np.ndarray[tuple[int], np.dtype[np.float32]], *, level_dbov: int) -> Clip:
    """Opus in frames of 20 ms."""
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.bit_rate, codec.format, codec.layout = SOUND_BPS, "s16", "mono"
    codec.sample_rate, codec.time_base = SAMPLES_PER_S, Fraction(1, SAMPLES_PER_S)
    codec.options = {"application": "voip", "vbr": "on"}
    whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    packets: list[av.Packet[Any]] = []
    for start in range(0, len(whole), SAMPLES_IN_FRAME):
        frame = av.AudioFrame.from_ndarray(
            whole[None, start : start + SAMPLES_IN_FRAME], format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = SAMPLES_PER_S, start
        packets += codec.encode(frame)
    packets += codec.encode(None)
    return Clip(
        frames=tuple(bytes(packet) for packet in packets),
        keys=tuple(range(len(packets))),
        frame_s=SOUND_FRAME_S,
        time_base=Fraction(1, SAMPLES_PER_S),
        ticks=SAMPLES_IN_FRAME,
        level_dbov=level_dbov,
    )
