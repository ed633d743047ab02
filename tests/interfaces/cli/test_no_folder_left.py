"""What needs no index leaves none behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from strongroom.criticality.queries import find_latest_run, get_file_of
from tests.support import given


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("STRONGROOM_", "DJANGO_"))
    }
    command = [sys.executable, "-m", "strongroom.interfaces.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.django_db
def test_a_run_is_repeated_from_its_file_in_an_empty_folder(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given.critical_project(given.person("ada"))
    run = find_latest_run()
    assert run is not None
    done = run_in(empty, "designate", "--verify", str(get_file_of(run)))
    assert done.returncode == 0, done.stderr
    assert "every result is the same: 1 projects, 1 critical" in done.stdout
    assert list(empty.iterdir()) == []


def test_what_needs_an_index_says_that_there_is_none(tmp_path: Path) -> None:
    done = run_in(tmp_path, "operator", "list")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "`strongroom serve` and `strongroom prepare` make its tables" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_keys_are_those_of_the_file_and_sign_what_django_signs() -> None:
    derived = settings.STRONGROOM_KEYRING.derive("django.secret_key").hex()
    assert (str(settings.SECRET_KEY), settings.STRONGROOM_SECRET_FILE.is_file()) == (derived, True)
