"""The import contracts of .importlinter catch what they are for, and forget no room.

They are tried on a copy of the tree whose modules are empty but for one wrong import each.
"""

import os
import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.architecture.sources import CONTEXTS, PACKAGE, ROOT, python_files

CONFIG = ROOT / ".importlinter"
BEHIND_THE_DOOR = ("admin", "models", "rules", "engines", "archives")
"""What of a context its own services, queries and store may know, and nobody else."""

WRONG_IMPORTS = {
    ("strongroom.accounts.queries", "strongroom.catalog.queries"): "Floors",
    ("strongroom.mandates.queries", "strongroom.readpath.services"): "Floors",
    ("strongroom.infra.db", "strongroom.accounts.queries"): "Floors",
    ("strongroom.downloads.models", "strongroom.downloads.queries"): "Rooms inside every context",
    ("strongroom.mandates.rules", "django"): "Rules, errors and foundation know no framework",
    ("strongroom.catalog.errors", "strongroom.infra.db"): "Rules, errors and foundation know no framework",
    ("strongroom.infra.storage", "django"): "The process that only reads never meets Django",
    ("strongroom.interfaces.simple", "strongroom.catalog.queries"): "The index serves prepared pages only",
    ("strongroom.interfaces.web", "strongroom.interfaces.api"): "Interfaces do not call each other",
    ("strongroom.interfaces.cli", "strongroom.config.settings"): "Settings are read through django.conf",
}
WRONG_IMPORTS |= {
    ("strongroom.interfaces.jobs", f"strongroom.{context}.rules"): (
        f"{context} is entered through services, queries, errors"
    )
    for context in CONTEXTS
}
CIRCLE = {
    ("strongroom.foundation.names", "strongroom.foundation.actors"),
    ("strongroom.foundation.actors", "strongroom.foundation.names"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What import-linter says of the spoiled copy: contract name -> its findings."""
    copy = tmp_path_factory.mktemp("spoiled")
    for source in python_files("src/strongroom"):
        _write(copy / source.path.removeprefix("src/"), "")
    for importer, imported in [*WRONG_IMPORTS, *CIRCLE]:
        _write(_file_of(copy, imported), "")
        _write(_file_of(copy, importer), f"import {imported}\n")
    _write(copy / "strongroom" / "utils.py", "")
    report = _report(copy)
    sections = re.split(r"\n([^\n]+)\n-{3,}\n", report[report.index("Broken contracts") :])
    return dict(zip(sections[1::2], sections[2::2], strict=True))


def _file_of(copy: Path, module: str) -> Path:
    path = copy.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _report(folder: Path) -> str:
    # A wide terminal, so that no line of the report is wrapped; the copy is found before the real package.
    environ = {**os.environ, "COLUMNS": "400", "PYTHONPATH": str(folder)}
    linter = str(Path(sys.executable).parent / "lint-imports")
    command = [linter, "--no-cache", "--no-logo", "--config", str(CONFIG)]
    ran = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return ran.stdout


@pytest.mark.parametrize(("wrong", "contract"), WRONG_IMPORTS.items(), ids=str)
def test_the_contract_catches(wrong: tuple[str, str], contract: str, verdicts: dict[str, str]) -> None:
    importer, imported = wrong
    assert re.search(rf"{re.escape(importer)}\b.*-> {re.escape(imported)}\b", verdicts[contract])


def test_a_circle_is_caught(verdicts: dict[str, str]) -> None:
    assert "in strongroom.foundation." in verdicts["No cycles at any depth"]


def test_a_room_that_nobody_declared_is_caught(verdicts: dict[str, str]) -> None:
    assert "strongroom.utils" in verdicts["Floors"]


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_room_of_a_context_stands_behind_its_door(context: str) -> None:
    contracts = ConfigParser()
    contracts.read(CONFIG, encoding="utf-8")
    protected = set(contracts[f"importlinter:contract:doors-{context}"]["protected_modules"].split())
    present = [room for room in BEHIND_THE_DOOR if _exists(PACKAGE / context / room)]
    assert {f"strongroom.{context}.{room}" for room in present} == protected


def _exists(room: Path) -> bool:
    return room.with_suffix(".py").is_file() or (room / "__init__.py").is_file()
