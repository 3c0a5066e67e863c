"""What a socket makes of the frames that its page sends, before anything is done about them."""

from __future__ import annotations

from collections import deque
from typing import Any

from rooms.outflow import Outflow
from rooms.protocol import wire
from rooms.protocol.errors import Refused, Unreadable
from rooms.protocol.messages import AnyCommand, Caption, Pong, React
from rooms.protocol.pace import Pace

# A page that is busy sends a few messages a second; resizing tiles and clicking quickly come in bursts.
PACE = {"per_s": 10.0, "burst": 40.0}
# So many messages more than that, or so many unreadable ones, and it is no page of ours.
PATIENCE = {"per_s": 0.5, "burst": 20.0}
# What is shown to everyone for a moment must not become a flood of its own.
PACES_OF: dict[type, dict[str, float]] = {
    React: {"per_s": 2.0, "burst": 6.0},
    Caption: {"per_s": 5.0, "burst": 10.0},
}
# A command is sent again only by mistake, and soon.
IDS_KEPT = 256


class Listening:
    """One socket's ear. Times are seconds of the loop's clock."""

    def __init__(self, outflow: Outflow) -> None:
        self._outflow = outflow
        self._pace, self._patience = Pace(**PACE), Pace(**PATIENCE)
        self._paces = {kind: Pace(**pace) for kind, pace in PACES_OF.items()}
        self._ids: deque[str] = deque(maxlen=IDS_KEPT)

    def hear(self, message: dict[str, Any], now_s: float) -> AnyCommand | None:
        """The command in this frame, if it is one. Raises ``Unreadable``."""
        text = message.get("text")
        if not self._pace.allows(now_s):
            raise Unreadable("too_frequent", id=wire.id_of(text or ""))
        if text is None:
            raise Unreadable("malformed")
        said = wire.parse(text)
        if isinstance(said, Pong):
            self._outflow.answered(said.n)
            return None
        return said

    def check(self, command: AnyCommand, now_s: float) -> None:
        """Each command once, and not too often. Raises ``Refused``: ``repeated``, ``too_often``."""
        if command.id in self._ids:
            raise Refused("repeated")
        self._ids.append(command.id)
        pace = self._paces.get(type(command))
        if pace is not None and not pace.allows(now_s):
            raise Refused("too_often")

    def loses_patience(self, now_s: float) -> bool:
        """Whether this unreadable message was one too many."""
        return not self._patience.allows(now_s)
