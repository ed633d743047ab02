"""The command line in this process, and as the program that people start."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from strongroom.interfaces.cli.group import cli
from tests.support.tables import copy_tables

PROGRAM = Path(sys.executable).with_name("strongroom")

Program = Callable[..., "subprocess.CompletedProcess[str]"]
Strongroom = Callable[..., Result]


@pytest.fixture
def strongroom() -> Strongroom:
    """Run a command in this process, on the test's database."""

    def run(*arguments: str, stdin: str = "") -> Result:
        result = CliRunner().invoke(cli, arguments, input=stdin)
        assert isinstance(result.exception, SystemExit | None), result.exception
        return result

    return run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data of an index that was prepared and never used."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    data.mkdir()
    copy_tables(data / "strongroom.sqlite3")
    _run("prepare", "--data", str(data), folder=data.parent, settings={})
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """Return the data of an index of this test's own."""
    return Path(shutil.copytree(prepared, tmp_path / "index"))


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Run the program `strongroom` in an empty folder, with these settings."""
    folder = tmp_path / "here"
    folder.mkdir()

    def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return _run(*arguments, folder=folder, settings=settings)

    return run


def _run(*arguments: str, folder: Path, settings: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
    environ = {**inherited, "DJANGO_SETTINGS_MODULE": "strongroom.config.settings", **settings}
    return subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
