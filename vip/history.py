"""What is kept of each row whose model says ``@pghistory.track()``: that it came, each change, that it went."""

from __future__ import annotations

from typing import Any, Self

import pghistory


class _Copied:
    """pghistory copies its default trackers deeply, with pgtrigger's operations, which know each other by identity."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)()


class Came(_Copied, pghistory.InsertEvent):
    pass


class Changed(_Copied, pghistory.UpdateEvent):
    pass


class Went(_Copied, pghistory.DeleteEvent):
    pass


TRACKERS: tuple[pghistory.RowEvent, ...] = (Came(), Changed(), Went())
