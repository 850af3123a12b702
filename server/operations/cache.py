"""A cache that is bounded by the memory that it uses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """Values with their sizes in bytes, at most `bytes_max` together.

    The least recently used value is dropped first. A value above a sixteenth of the whole is not
    kept, so that no single one drops most others.
    """

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Add a value, or weigh it again."""
        before = self._values.pop(key, None)
        if before is not None:
            self.bytes -= before[1]
        if size > self._bytes_max // 16:
            return
        self._values[key] = (value, size)
        self.bytes += size
        while self.bytes > self._bytes_max:
            self.bytes -= self._values.popitem(last=False)[1][1]
