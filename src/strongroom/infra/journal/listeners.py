"""Who is called after a commit that wrote the journal: how lower floors reach higher ones without knowing them."""

from collections.abc import Callable

_listeners: list[Callable[[], object]] = []


def subscribe(listener: Callable[[], object]) -> None:
    """Have `listener` called after each commit that wrote the journal, in the process that committed.

    A listener only hastens what a later sweep would do anyway: its errors are logged, never raised.
    """
    _listeners.append(listener)


def listeners() -> tuple[Callable[[], object], ...]:
    """Return everybody who subscribed."""
    return tuple(_listeners)
