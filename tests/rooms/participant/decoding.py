"""Decoding clips, as a receiver would."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from PIL import Image

from rooms.participant.clips import Clip


def pictures_in(clip: Clip, *, begin: int = 0) -> Iterator[Image.Image]:
    """The loop's pictures from frame ``begin`` on."""
    codec = av.CodecContext.create("vp8", "r")
    assert isinstance(codec, av.VideoCodecContext)
    for data in clip.frames[begin:]:
        for frame in codec.decode(av.Packet(data)):
            yield Image.fromarray(frame.to_ndarray(format="rgb24"))


def sound_in(clip: Clip) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The loop's samples, -1 to 1."""
    codec = av.CodecContext.create("opus", "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate = 48_000
    parts = [frame.to_ndarray()[0] for data in clip.frames for frame in codec.decode(av.Packet(data))]
    return np.concatenate(parts).astype(np.float32)
