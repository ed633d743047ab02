"""No room for whatever fits nowhere: the folder list tells the business."""

import re

import pytest

from tests.architecture.sources import tracked_files

NAMELESS = re.compile(r"(^|_)(utils?|helpers?|managers?)$|^(common|core)$")
"""Core metadata are a thing of packaging; a room called `core` is not."""


def nameless(paths: list[str]) -> list[str]:
    """Return the Python files of the package or the tests that a part of their path gives no meaning."""
    ours = [path for path in paths if path.endswith(".py") and path.startswith(("src/strongroom/", "tests/"))]
    return [
        path for path in ours if any(NAMELESS.search(part) for part in path.removesuffix(".py").split("/"))
    ]


@pytest.mark.parametrize(
    "path",
    [
        "src/strongroom/catalog/utils.py",
        "src/strongroom/core/names.py",
        "src/strongroom/accounts/token_helpers.py",
        "tests/support/common/people.py",
    ],
)
def test_the_rule_catches_a_nameless_room(path: str) -> None:
    assert nameless([path]) == [path]


def test_the_rule_knows_words_from_parts_of_words() -> None:
    assert nameless(["src/strongroom/catalog/scores.py", "src/strongroom/accounts/database.py"]) == []


def test_every_module_is_named_for_its_duty() -> None:
    assert nameless(tracked_files()) == []
