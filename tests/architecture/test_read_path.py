"""Serving a page takes one hop and neither Django nor a database."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, python_files

READER = "strongroom.interfaces.simple"
KNOWN_TO_IT = (
    READER,
    "strongroom.readpath.store",
    "strongroom.readpath.upstream",
    "strongroom.infra.storage",
    "strongroom.infra.eventlog",
    "strongroom.foundation",
)


def strangers(source: Source) -> Iterator[str]:
    """Yield `path:line` of each import of a room that the read path must not know."""
    if not source.within(READER):
        return
    for line, name in source.imports():
        if name.partition(".")[0] == "strongroom" and not _known(name):
            yield f"{source.path}:{line} imports {name}"


def _known(name: str) -> bool:
    return any(name == room or name.startswith(room + ".") for room in KNOWN_TO_IT)


@pytest.mark.parametrize(
    "text",
    [
        "from strongroom.catalog import queries",
        "from strongroom.readpath.queries import find_page",
        "from strongroom.infra.db import write",
        "import strongroom.infra.journal.queries",
    ],
)
def test_the_rule_catches_a_stranger(text: str) -> None:
    assert len(list(strangers(Source("src/strongroom/interfaces/simple/pages.py", text)))) == 1


def test_the_rule_lets_pass_what_the_read_path_knows() -> None:
    text = "import gzip\nfrom strongroom.readpath.store import Pages\nfrom strongroom.foundation import names"
    assert list(strangers(Source("src/strongroom/interfaces/simple/pages.py", text))) == []


def test_the_read_path_knows_prepared_pages_files_and_the_event_log_only() -> None:
    assert [finding for source in python_files("src/strongroom") for finding in strangers(source)] == []


def test_a_process_that_only_reads_never_loads_django() -> None:
    modules = [source.module for source in python_files("src/strongroom") if source.within(READER)]
    modules += [
        "strongroom.interfaces.cli.read",
        "strongroom.interfaces.cli.lane",
        "strongroom.config.reading",
    ]
    program = (
        f"import sys, {', '.join(modules)}; print({{'django', 'psycopg'}} & sys.modules.keys() or False)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
