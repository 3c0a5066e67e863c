"""How one packet is to be sent to one receiver, as `fanout.c` reads it: its struct job, byte for byte."""

from __future__ import annotations

import struct

# session, address, its length, SSRC, timestamp, send time, sequence, picture id, TL0, marker and type, numbered, result
JOB = struct.Struct("=QQIIIIHHBBBB")
JOBS_MOST = 64
# What became of a job, in its last byte.
SENT, NOT_SEALED, NOT_SENT = 0, 1, 2
RESULT = JOB.size - 1
