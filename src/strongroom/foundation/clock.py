"""The one place that knows what time it is.

Services fix the time once per command by calling `now()` at their door; rules take
it as a value. Tests move time by installing another source through their own
settings module; no environment variable or option can. One thing else does: a
simulation, which lives in a year of its own, in a folder that never held an index.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime


def system_time() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)


_source: Callable[[], datetime] = system_time


def install(source: Callable[[], datetime]) -> None:
    """Make `source` answer every later `now()` of this process."""
    global _source
    _source = source


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


def today() -> date:
    """Return the present UTC day."""
    return now().date()
