"""The checklist of the OWASP ASVS has every number of levels 1 and 2, and names tests that are there."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import ROOT

CHECKLIST = "docs/reference/asvs.md"

LAST_OF = {
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
}
"""The last number of levels 1 and 2 in each section of V6, V7 and V8 of ASVS 5.0: there, the others come after them."""

NUMBERS = [f"{section}.{one}" for section, last in LAST_OF.items() for one in range(1, last + 1)]

_ROW = re.compile(r"^\| (\d\.\d\.\d+) \|(.*)\|$", re.MULTILINE)
_PROOF = re.compile(r"`(tests/[^`]*?\.py)::([^`]+)`")


def rows(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each number with the tests that its row names: file, and name in it."""
    for number, rest in _ROW.findall(text):
        yield number, _PROOF.findall(rest)


def names_in(path: str) -> set[str]:
    """Return the names of the tests of a file, those of a class as `Class::name`."""
    file = ROOT / path
    if not file.exists():
        return set()
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return names


def test_the_rows_are_read() -> None:
    text = "| 6.1.1 | 1 | a | yes | b | `tests/a.py::test_b`<br>`tests/c.py::TestD::test_e` |\n| no row |\n"
    assert list(rows(text)) == [("6.1.1", [("tests/a.py", "test_b"), ("tests/c.py", "TestD::test_e")])]
    assert "test_the_rows_are_read" in names_in("tests/architecture/test_asvs.py")
    assert names_in("tests/architecture/no_such_file.py") == set()


def test_every_number_of_levels_one_and_two_has_a_row() -> None:
    numbers = [number for number, _ in rows((ROOT / CHECKLIST).read_text(encoding="utf-8"))]
    assert [number for number in numbers if number in NUMBERS] == NUMBERS


def test_every_row_names_tests_that_are_there() -> None:
    missing = []
    for number, proofs in rows((ROOT / CHECKLIST).read_text(encoding="utf-8")):
        missing += [f"{number}: {path}::{name}" for path, name in proofs if name not in names_in(path)]
        missing += [] if proofs else [f"{number}: nothing"]
    assert missing == []
