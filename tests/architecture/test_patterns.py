r"""No regular expression repeats a group possessively: `(?:…)*+`.

CPython 3.11.2, which we run on as on later ones, takes such a repetition wrongly where something within the group can be taken
back: a form of log lost all its lines that way. An atomic group says the same and is right everywhere: `(?>(?:…)*)`. A set or a
character may be repeated possessively: `[^"]*+`.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, python_files

_ESCAPE_OR_SET = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_GROUP_REPEATED_POSSESSIVELY = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")


def repeats_a_group_possessively(text: str) -> bool:
    """Return whether a text, taken for a regular expression or a part of one, does so."""
    return _GROUP_REPEATED_POSSESSIVELY.search(_ESCAPE_OR_SET.sub("x", text)) is not None


def faults(source: Source) -> Iterator[str]:
    """Yield `path:line` of each text that does."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if repeats_a_group_possessively(text):
                yield f"{source.path}:{node.lineno}"


@pytest.mark.parametrize("pattern", ["(?:a)*+", "(a|b)++", "(?:a)?+", "(a){2,3}+", "(a){2}+b", r"[)](a\))*+"])
def test_the_rule_sees_every_spelling(pattern: str) -> None:
    assert repeats_a_group_possessively(pattern)


@pytest.mark.parametrize(
    "pattern", [r'[^"\n]*+', "a++", r"\d{2}+", "(?>(?:a)*)", r"\)*+", "[()*+]", "(a)*", "(a)+b+"]
)
def test_the_rule_lets_pass_sets_atomic_groups_and_signs_that_stand_for_themselves(pattern: str) -> None:
    assert not repeats_a_group_possessively(pattern)


def test_the_rule_reads_texts_and_bytes() -> None:
    assert list(faults(Source("src/strongroom/x.py", 'a = "(b)*+"\nc = rb"(d)*+"\n'))) == [
        "src/strongroom/x.py:1",
        "src/strongroom/x.py:2",
    ]


def test_no_group_is_repeated_possessively() -> None:
    assert [fault for source in python_files("src") for fault in faults(source)] == []
