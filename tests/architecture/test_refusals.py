"""Every refusal has its answer in every interface: no error class meets a person as "500".

An interface that answers refusals has a module `refusals` with a table `REFUSALS`:
refusal class -> whatever that interface answers with.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

import strongroom
from strongroom.foundation.errors import Refusal
from tests.architecture.sources import python_files

TABLE_MODULE = "refusals"


def unanswered(table: Iterable[type[Refusal]], refusals: Iterable[type[Refusal]]) -> list[str]:
    """Return the names of the refusals that a table leaves out; an entry for a parent class is none for the child."""
    known = set(table)
    return sorted(
        f"{refusal.__module__}.{refusal.__qualname__}" for refusal in refusals if refusal not in known
    )


def all_refusals() -> set[type[Refusal]]:
    """Return every refusal that contexts and infra define (settings and the command line fail before any request)."""
    for module in pkgutil.walk_packages(strongroom.__path__, "strongroom."):
        if not module.name.startswith(("strongroom.config", "strongroom.interfaces")):
            importlib.import_module(module.name)
    elsewhere = ("strongroom.config", "strongroom.interfaces")
    below = {refusal for refusal in _subclasses(Refusal) if refusal.__module__.startswith("strongroom.")}
    return {refusal for refusal in below if not refusal.__module__.startswith(elsewhere)}


def tables() -> dict[str, Iterable[type[Refusal]]]:
    """Return the table of each interface that has one, by module name."""
    names = [source.module for source in python_files("src/strongroom/interfaces")]
    modules = [importlib.import_module(name) for name in names if name.endswith("." + TABLE_MODULE)]
    return {module.__name__: module.REFUSALS for module in modules if hasattr(module, "REFUSALS")}


def _subclasses(parent: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


class _Parent(Refusal):
    """A sample."""


class _Child(_Parent):
    """A sample."""


def test_the_rule_catches_a_refusal_without_answer() -> None:
    assert unanswered({_Parent: 409}, [_Parent, _Child]) == [f"{__name__}._Child"]
    assert unanswered({_Parent: 409, _Child: 403}, [_Parent, _Child]) == []


def test_every_interface_answers_every_refusal() -> None:
    refusals = all_refusals()
    assert refusals
    assert {
        name: unanswered(table, refusals) for name, table in tables().items() if unanswered(table, refusals)
    } == {}
