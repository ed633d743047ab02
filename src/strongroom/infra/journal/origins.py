"""From where and with what a change is made: said once at the edge, taken by every fact that is appended.

Whoever lets somebody in (the web's middleware, the command line, the worker) says it around all that follows:

    with made_from(Origin("203.0.113.0/24", "Firefox on Linux")):
        ...

No command passes it on, so none can forget it, and none can decide by it: it is evidence for people, nothing else.
What is said holds for the running thread or task only (`contextvars`); a fact that nobody said anything about has
an empty origin. It is forgotten after `KEPT_FOR` (ADR 12): see `services.forget_origins_before`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(days=90)
"""How long the journal knows the origin of a fact. Longer, and it says more of people than it protects them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from; each part is empty where it is not known.

    Args:
        place: A network, shortened (`foundation.client_addresses.place_of`), never an address; at most 60 characters.
        client: The program in a few words, as it calls itself; at most 60 characters.
    """

    place: str = ""
    client: str = ""


_UNSAID = Origin()
_CURRENT: ContextVar[Origin] = ContextVar("journal_origin", default=_UNSAID)


@contextmanager
def made_from(origin: Origin) -> Iterator[None]:
    """Have every fact that is appended within carry this origin."""
    token = _CURRENT.set(origin)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_origin() -> Origin:
    """Return what the nearest `made_from` said."""
    return _CURRENT.get()
