"""What nobody may guess is drawn by `secrets`, or by what uses the same source; `random` is imported nowhere."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, python_files


def guessable(source: Source) -> Iterator[str]:
    """Yield `path:line` of each import of a generator whose numbers can be foretold."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        if "random" in names:
            yield f"{source.path}:{node.lineno}"


def test_the_rule_sees_both_forms_of_import() -> None:
    text = "import random\nfrom random import choice\nimport secrets\nfrom strongroom.random import x\n"
    assert list(guessable(Source("src/strongroom/dice.py", text))) == [
        "src/strongroom/dice.py:1",
        "src/strongroom/dice.py:2",
    ]


def test_nothing_is_drawn_from_a_generator_that_can_be_foretold() -> None:
    assert [fault for source in python_files("src") for fault in guessable(source)] == []
