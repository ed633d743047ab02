"""Every refusal has its answer in every interface that can meet it.

An interface that answers refusals has a module `refusals` with a table `REFUSALS`: refusal class ->
whatever that interface answers with. The nearest class in a refusal's ancestry counts; the catch-all
`Refusal` does not, so that a new kind of refusal is thought about once in each interface.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator

import strongroom
from strongroom.foundation.errors import Refusal
from tests.architecture.sources import Source, python_files

_SERVICES = re.compile(r"(strongroom\.(?:infra\.)?\w+)\.services\b")


def unanswered(table: Iterable[type[Refusal]], refusals: Iterable[type[Refusal]]) -> list[str]:
    """Return the names of the refusals for which a table holds neither the class nor a parent of its own."""
    known = set(table) - {Refusal}
    return sorted(
        f"{refusal.__module__}.{refusal.__qualname__}"
        for refusal in refusals
        if known.isdisjoint(refusal.__mro__)
    )


def rooms_called(sources: Iterable[Source]) -> set[str]:
    """Return the rooms whose services these modules import: what they raise is met there."""
    imported = (name for source in sources for _, name in source.imports())
    return {found[1] for name in imported if (found := _SERVICES.match(name))}


def refusals_of(room: str) -> set[type[Refusal]]:
    """Return every refusal that a room defines."""
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, room + "."):
        importlib.import_module(module.name)
    return {refusal for refusal in _below(Refusal) if refusal.__module__.startswith(room + ".")}


def _below(parent: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


class _Parent(Refusal):
    """A sample."""


class _Child(_Parent):
    """A sample."""


class _Stranger(Refusal):
    """A sample."""


def test_the_rule_catches_a_refusal_without_answer() -> None:
    table = {Refusal: 400, _Parent: 409}
    assert unanswered(table, [_Parent, _Child, _Stranger]) == [f"{__name__}._Stranger"]


def test_the_rule_sees_which_rooms_are_called() -> None:
    text = (
        "from strongroom.catalog.services import yank\n"
        "import strongroom.mandates.services.permits.projects\n"
        "from strongroom.infra.throttle.services import spend\n"
        "from strongroom.downloads.queries import totals\n"
    )
    called = rooms_called([Source("src/strongroom/interfaces/web/views.py", text)])
    assert called == {"strongroom.catalog", "strongroom.mandates", "strongroom.infra.throttle"}


def test_every_interface_answers_what_it_can_meet() -> None:
    for interface in pkgutil.iter_modules([f"{strongroom.__path__[0]}/interfaces"]):
        sources = python_files(f"src/strongroom/interfaces/{interface.name}")
        tables = [source.module for source in sources if source.module.endswith(".refusals")]
        for name in tables:
            table = getattr(importlib.import_module(name), "REFUSALS", ())
            met = {refusal for room in rooms_called(sources) for refusal in refusals_of(room)}
            assert unanswered(table, met) == [], f"{name}.REFUSALS lacks these"
