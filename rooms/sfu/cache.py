"""A bounded memory of packets by sequence number, for answering NACKs."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class PacketCache(Generic[T]):
    """Remembers the last `size` items by 16-bit sequence number; an item is forgotten when its slot is needed."""

    __slots__ = ("_items", "_mask", "_sequences")

    def __init__(self, size: int = 256) -> None:
        if size & (size - 1) or not 0 < size <= 1 << 16:
            raise ValueError("the size of a packet cache is a power of two up to 65536")
        self._mask = size - 1
        self._sequences: list[int] = [-1] * size
        self._items: list[T | None] = [None] * size

    def put(self, sequence: int, item: T) -> None:
        slot = sequence & self._mask
        self._sequences[slot] = sequence
        self._items[slot] = item

    def get(self, sequence: int) -> T | None:
        slot = sequence & self._mask
        return self._items[slot] if self._sequences[slot] == sequence else None

    def clear(self) -> None:
        self._sequences = [-1] * (self._mask + 1)
        self._items = [None] * (self._mask + 1)
