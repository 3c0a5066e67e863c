"""Every message of the room's WebSocket, defined once.

The TypeScript types are generated from these structs and the samples in ``tests/wire/`` are read by both test suites.
``docs/protocol.md`` is the prose. Times are ISO 8601 in UTC. People are named by ids that mean nothing outside their
room; what a viewer may not see is absent from the message, never hidden by the page.

This page gathers the parts; everybody else imports from here.
"""

from rooms.protocol.asked import *  # noqa: F403
from rooms.protocol.commands import *  # noqa: F403
from rooms.protocol.led import *  # noqa: F403
from rooms.protocol.said import *  # noqa: F403
from rooms.protocol.shown import *  # noqa: F403
from rooms.protocol.words import *  # noqa: F403
