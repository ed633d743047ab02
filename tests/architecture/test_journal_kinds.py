"""Every kind of fact that is recorded has words, somebody who reads it, and a row of the reference.

Mirrors and visitors read whatever names a project, so what is not for everybody must name none.
"""

import ast
import re
from collections.abc import Iterator

from strongroom.interfaces.web.events.kind import Kind, SeenBy
from strongroom.interfaces.web.events.kinds import KINDS
from tests.architecture.sources import ROOT, Source, python_files

REFERENCE = "docs/reference/journal.md"
_DOTTED = re.compile(r"[a-z]+\.[a-z_]*[a-z]")
_RECORDING = re.compile(r"(.*\.)?(Fact|_?record|_record_\w+)")


def kinds_in(source: Source, subjects: set[str]) -> Iterator[str]:
    """Yield each kind that a module names: what looks like one about a known subject, and whatever is recorded.

    Of a kind that is put together (`f"project.set_{status}"`), its beginning, with `*`.
    """
    if source.is_migration or source.within("strongroom.interfaces.web.events"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and _looks_like_a_kind(node.value):
            if str(node.value).partition(".")[0] in subjects:
                yield str(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begin = str(node.values[0].value)
            if begin.partition(".")[0] in subjects and re.fullmatch(r"[a-z]+\.[a-z_]*", begin):
                yield f"{begin}*"
        elif isinstance(node, ast.Call) and _RECORDING.fullmatch(ast.unparse(node.func)):
            yield from (
                str(one.value)
                for one in node.args
                if isinstance(one, ast.Constant) and _looks_like_a_kind(one.value)
            )


def unpublished_with_project(source: Source) -> Iterator[str]:
    """Yield `path:line` of each fact that is not for everybody and names a project all the same."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fact" and node.args:
            kind = KINDS.get(getattr(node.args[0], "value", ""))
            names_project = any(keyword.arg == "project" for keyword in node.keywords)
            if kind is not None and kind.seen_by is not SeenBy.EVERYBODY and names_project:
                yield f"{source.path}:{node.lineno}"


def is_registered(kind: str) -> bool:
    """The kind has words; of a beginning, some kind that begins so."""
    return any(name.startswith(kind[:-1]) for name in KINDS) if kind.endswith("*") else kind in KINDS


def _looks_like_a_kind(value: object) -> bool:
    return isinstance(value, str) and _DOTTED.fullmatch(value) is not None


def row_of(name: str, kind: Kind) -> str:
    """Return the row of the reference."""
    return f"| `{name}` | {kind.group} | {kind.words} | {kind.seen_by} |"


SAMPLE = """
append(Fact("meteor.fell", subject=name), by=by, at=now)
record(user, "account.glowed", by=by, now=now)
record(permit, f"project.set_{status}", reason)
KIND = "role.juggled"
PAGE = "index.html"
"""


def test_the_rule_sees_every_way_to_name_a_kind() -> None:
    source = Source("src/strongroom/catalog/services/sample.py", SAMPLE)
    found = set(kinds_in(source, {"account", "project", "role"}))
    assert found == {"meteor.fell", "account.glowed", "project.set_*", "role.juggled"}
    assert [one for one in sorted(found) if not is_registered(one)] == [
        "account.glowed",
        "meteor.fell",
        "role.juggled",
    ]


def test_the_rule_sees_a_fact_that_would_tell_everybody() -> None:
    source = Source("src/strongroom/accounts/services/sample.py", 'Fact("account.signed_in", project=name)')
    assert list(unpublished_with_project(source)) == ["src/strongroom/accounts/services/sample.py:1"]


def test_every_kind_that_is_recorded_has_words() -> None:
    subjects = {name.partition(".")[0] for name in KINDS}
    wordless = {
        f"{kind} ({source.path})"
        for source in python_files("src/strongroom")
        for kind in kinds_in(source, subjects)
        if not is_registered(kind)
    }
    assert sorted(wordless) == []


def test_what_is_not_for_everybody_names_no_project() -> None:
    assert [
        finding for source in python_files("src/strongroom") for finding in unpublished_with_project(source)
    ] == []


def test_facts_about_accounts_are_for_their_owners_only() -> None:
    assert {kind.seen_by for name, kind in KINDS.items() if name.startswith("account.")} == {SeenBy.PERSON}


def test_the_reference_has_the_row_of_every_kind_and_no_other() -> None:
    written = re.findall(r"^\| `.*$", (ROOT / REFERENCE).read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [row_of(name, kind) for name, kind in sorted(KINDS.items())]
    assert written == wanted, f"{REFERENCE} is to have these rows:\n" + "\n".join(wanted)
