"""How large a function, a file and a list of arguments may be.

The limits come from codebases that are models of this field. An exception names what it is about,
its size and why; it may only shrink: a test fails as soon as the entry is larger than the thing.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.architecture.sources import Source, python_files

FUNCTION_LINES = 60
FILE_LINES = 500
ARGUMENTS = 7
"""Beyond `self` or `cls`."""

EXCEPTIONS: dict[str, tuple[int, str]] = {}
"""`path` or `path::function` -> its present size and the reason."""


class Size(NamedTuple):
    """How large something is, and how large such a thing may be."""

    what: str
    size: int
    limit: int
    unit: str


def sizes(source: Source) -> Iterator[Size]:
    """Yield the size of the file and of every function in it; generated files have none."""
    if source.is_migration:
        return
    yield Size(source.path, len(source.text.splitlines()), FILE_LINES, "lines")
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{source.path}::{function.name}"
            yield Size(name, _lines(function), FUNCTION_LINES, "lines")
            yield Size(f"{name}()", _arguments(function), ARGUMENTS, "arguments")


def too_large(sizes_found: list[Size], exceptions: dict[str, tuple[int, str]]) -> list[str]:
    """Return a sentence for each size beyond its limit, and for each exception that could shrink."""
    found = {size.what: size for size in sizes_found}
    beyond = [
        f"{size.what} has {size.size} {size.unit}; the limit is {size.limit}"
        for size in sizes_found
        if size.size > exceptions.get(size.what, (size.limit, ""))[0]
    ]
    stale = [
        f"{what} is excepted with {allowed}: lower the entry, or remove it"
        for what, (allowed, _reason) in exceptions.items()
        if what not in found or found[what].size < allowed or allowed <= found[what].limit
    ]
    return beyond + stale


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    own = bool(named) and named[0].arg in {"self", "cls"}
    return len(named) - own


def _sample(text: str) -> list[Size]:
    return list(sizes(Source("src/strongroom/sample.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "def long():\n" + "    pass\n" * FUNCTION_LINES,
        "class Room:\n    async def long(self):\n" + "        pass\n" * FUNCTION_LINES,
        "x = 1\n" * (FILE_LINES + 1),
        "def many(a, b, c, d, *, e, f, g, h): ...",
        "class Room:\n    def many(self, a, b, c, d, *, e, f, g, h): ...",
    ],
)
def test_the_rule_catches_what_is_too_large(text: str) -> None:
    assert len(too_large(_sample(text), {})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def fits():\n" + "    pass\n" * (FUNCTION_LINES - 1),
        "x = 1\n" * FILE_LINES,
        "class Room:\n    def fits(self, a, b, c, d, *, e, f, g): ...",
    ],
)
def test_the_rule_lets_pass_what_just_fits(text: str) -> None:
    assert too_large(_sample(text), {}) == []


def test_an_exception_may_only_shrink() -> None:
    found = [Size("a.py", 600, FILE_LINES, "lines")]
    assert too_large(found, {"a.py": (600, "a table")}) == []
    assert too_large(found, {"a.py": (599, "it grew")})
    assert too_large(found, {"a.py": (700, "it has shrunk")})
    assert too_large([], {"a.py": (600, "it is gone")})
    assert too_large([Size("a.py", 400, FILE_LINES, "lines")], {"a.py": (400, "it fits")})


def test_everything_fits_its_budget() -> None:
    found = [size for source in python_files() for size in sizes(source)]
    assert too_large(found, EXCEPTIONS) == []
