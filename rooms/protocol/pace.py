"""How fast one connection may talk: a token bucket."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """``burst`` messages at once, and ``per_s`` a second in the long run. Times are seconds of any steady clock."""

    per_s: float
    burst: float
    _left: float | None = None
    _at_s: float = 0.0

    def allows(self, now_s: float) -> bool:
        """Whether one more message at this moment is within the pace; it counts only if it is."""
        left = self.burst if self._left is None else self._left
        left = min(self.burst, left + (now_s - self._at_s) * self.per_s)
        self._at_s = now_s
        allowed = left >= 1
        self._left = left - 1 if allowed else left
        return allowed
