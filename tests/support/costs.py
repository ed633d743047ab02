"""Tells what tests cost: `pytest -p tests.support.costs` lists the files that took most processor seconds.

Counted is the process of the tests and every program that it started and that has ended. Unlike `--durations`, the
list is the same on a busy machine. What many tests share (a database, a server) is paid by the file that came first, or last.
"""

import os
from collections import defaultdict
from collections.abc import Generator

import pytest

LISTED = 40
_NAME = "cpu_seconds"


class _Meter:
    """Reads, after each step of a test, what was used since the one before."""

    def __init__(self) -> None:
        self._last = _used()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        before, self._last = self._last, _used()
        report.user_properties.append((_NAME, self._last - before))
        return report


def pytest_configure(config: pytest.Config) -> None:
    """Begin to measure."""
    config.pluginmanager.register(_Meter())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the dearest files."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                cost = dict(report.user_properties).get(_NAME, 0.0)
                seconds[report.nodeid.partition("::")[0]] += float(str(cost))
    terminalreporter.section(f"processor seconds: {sum(seconds.values()):.0f}")
    for file, used in sorted(seconds.items(), key=lambda one: -one[1])[:LISTED]:
        terminalreporter.write_line(f"{used:8.1f} {file}")


def _used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
