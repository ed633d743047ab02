"""A cache that forgets."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from harborlight import parse

__all__ = ["Cache"]

K = TypeVar("K")
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Keeps at most `entries`, each for `lifetime` at most.

    Args:
        entries: Room for so many; the one used least recently goes first.
        lifetime: Such as `10m`.
        clock: Seconds that only ever grow; hand in another one in tests.
    """

    def __init__(self, *, entries: int, lifetime: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries = entries
        self._seconds = parse(lifetime).total_seconds()
        self._clock = clock
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __setitem__(self, key: K, value: V) -> None:
        self._kept[key] = (self._clock() + self._seconds, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._entries:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Return the value, or None if there is none or it is too old."""
        until, value = self._kept.get(key, (None, None))
        if until is None:
            return None
        if until <= self._clock():
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return value
