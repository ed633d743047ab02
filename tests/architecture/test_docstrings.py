"""Each module begins by saying what it is for.

Two kinds need not: what Django generates, and the empty `__init__.py` of a context's `rules`, which
mean the same in every context (ARCHITECTURE.md says what).
"""

import ast

import pytest

from tests.architecture.sources import Source, python_files


def silent(source: Source) -> bool:
    """The module ought to state its duty, and does not."""
    speaks_for_itself = source.is_migration or (
        source.path.endswith("/rules/__init__.py") and not source.text
    )
    return not speaks_for_itself and not ast.get_docstring(source.tree)


@pytest.mark.parametrize("text", ["", "x = 1\n", "# A comment is not read by help().\n", '""" """\n'])
def test_the_rule_catches_a_silent_module(text: str) -> None:
    assert silent(Source("src/strongroom/sample.py", text))


def test_the_rule_hears_a_docstring_and_forgives_what_speaks_for_itself() -> None:
    assert not silent(Source("src/strongroom/sample.py", '"""Say what it is for."""\n'))
    assert not silent(Source("src/strongroom/catalog/rules/__init__.py", ""))
    assert not silent(Source("src/strongroom/catalog/migrations/0001_initial.py", ""))


def test_every_module_states_its_duty() -> None:
    assert [source.path for source in python_files() if silent(source)] == []
