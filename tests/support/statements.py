"""Finds tests to be marked `on_postgresql`: `pytest -n 0 -p tests.support.statements tests/contexts tests/interfaces`.

What tests ask the database is noted, without values, as far as Strongroom or allauth asks it. In the end those tests are
listed that ask what none does that is run on PostgreSQL anyway. None should be.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests.support.on_postgresql import chosen

_ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
"""Not savepoints: each has a name of its own."""
_OURS = ("/src/strongroom/", "/allauth/")
_VALUES = re.compile(r"'[^']*'|%s|\b\d+\b")
_LISTS = re.compile(r"\(\?(?:, \?)*\)(?:, \(\?(?:, \?)*\))*")
_asked: defaultdict[str, set[str]] = defaultdict(set)
_chosen: set[str] = set()
_present = ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note which tests are run on PostgreSQL, and look at every connection from now on."""
    _chosen.update(item.nodeid for item in chosen(items))
    connection_created.connect(_look_at)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Note which test it is that asks."""
    global _present
    _present = nodeid


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the tests to be marked, from the one that asks most."""
    terminalreporter.section("tests to be marked on_postgresql")
    for test in _to_be_marked():
        terminalreporter.write_line(test)


def _to_be_marked() -> Iterator[str]:
    known = set().union(*(_asked[test] for test in _chosen))
    left = set().union(*_asked.values()) - known
    while left:
        richest = max(sorted(_asked), key=lambda test: len(_asked[test] & left))
        yield richest
        left -= _asked[richest]


def _look_at(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def _note(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
    statement = _LISTS.sub("(?)", _VALUES.sub("?", sql))
    if statement.startswith(_ASKS) and statement not in _asked[_present] and _is_ours():
        _asked[_present].add(statement)
    return run(sql, *rest)


def _is_ours() -> bool:
    """The one who asks, nearest to the database, is Strongroom or allauth, and no test."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if any(ours in file for ours in _OURS):
            return True
        if "/tests/" in file and "/tests/support/" not in file:
            return False
        frame = frame.f_back
    return False
