"""A machine that stops in the middle of what it writes."""

from collections.abc import Callable
from typing import Any


class Crash(Exception):
    """The machine stops."""


def crash_before(statement: int) -> Callable[..., Any]:
    """Return what lets the database take so many statements that write, and then no more."""
    left = [statement]

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            left[0] -= 1
            if left[0] < 0:
                raise Crash
        return run(sql, *rest)

    return execute
