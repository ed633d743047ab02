"""How the tests are shared out to the workers of pytest-xdist: what shares something dear goes to one, the longest first."""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # it has no types

BY_FOLDER = ("clients", "browser", "architecture")
"""Folders of which one worker runs everything: it starts one index for all, or reads the sources once."""

FIRST = (*BY_FOLDER, "story", "demo", "interfaces", "fuzz", "hostile")
"""Folders with files that take a minute, from the dearest: the last to end should be a short one."""


class ByFileOrFolder(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Gives a worker the tests of a file at a time, in the order in which the files were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False  # which would put the file with the most tests first
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    """Return what is given to one worker as a whole: the test's file, or its folder.

    >>> unit_of("tests/clients/test_pip.py::test_it[a::b]")
    'tests/clients'
    """
    file = nodeid.partition("::")[0]
    return str(PurePosixPath("tests", _folder(file))) if _folder(file) in BY_FOLDER else file


def longest_first(items: list[pytest.Item]) -> None:
    """Sort the tests by their folders; those of a folder stay in the order in which they are."""
    items.sort(key=lambda item: _place(_folder(item.nodeid)))


def _place(folder: str) -> int:
    return FIRST.index(folder) if folder in FIRST else len(FIRST)


def _folder(nodeid: str) -> str:
    """Return the folder right under `tests`."""
    return (*PurePosixPath(nodeid.partition("::")[0]).parts, "", "")[1]
