"""A participant as a program: what the demo, the tests and the benchmarks fill rooms with.

The library knows nothing of Django: it is given an address and a cookie, as a browser is.
"""

from rooms.participant.call import Receive
from rooms.participant.clips import Clips, clips_of
from rooms.participant.errors import CommandRefused, NeverHappened, NoAnswer, NotConnected, ParticipantError
from rooms.participant.media import Equipment
from rooms.participant.participant import Participant
from rooms.participant.pictures import block_of, colour_of, who_is
from rooms.participant.received import Received
from rooms.participant.seen import Seen
from rooms.participant.wire import Address

__all__ = [
    "Address",
    "Clips",
    "CommandRefused",
    "Equipment",
    "NeverHappened",
    "NoAnswer",
    "NotConnected",
    "Participant",
    "ParticipantError",
    "Receive",
    "Received",
    "Seen",
    "block_of",
    "clips_of",
    "colour_of",
    "who_is",
]
