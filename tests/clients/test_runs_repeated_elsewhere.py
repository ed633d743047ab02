"""A stranger fetches the file of a run and repeats it: with our program where nothing else of the index is, and without it."""

import hashlib
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from strongroom.criticality.store import read_lines
from tests.clients.workshop import Workshop
from tests.rules.criticality import by_others
from tests.support.served import BIN


@pytest.fixture
def run(workshop: Workshop) -> dict[str, Any]:
    """What the index tells of its newest run."""
    workshop.index.run("designate")
    with urllib.request.urlopen(f"{workshop.index.url}/dashboard.json") as answer:
        day = json.load(answer)["run"]["on"]
    with urllib.request.urlopen(f"{workshop.index.url}/runs/{day}.json") as answer:
        told: dict[str, Any] = json.load(answer)
    return told


@pytest.fixture
def fetched(run: dict[str, Any], tmp_path: Path) -> Path:
    """The file, in an empty folder, with the digest that was told."""
    file = run["file"]
    path = tmp_path / str(file["name"])
    with urllib.request.urlopen(file["url"]) as answer:
        path.write_bytes(answer.read())
    assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
    return path


def test_the_file_is_enough_for_our_program_without_the_index_and_for_one_of_somebody_else(
    run: dict[str, Any], fetched: Path
) -> None:
    environ = {"PATH": os.defpath, "HOME": str(fetched.parent)}
    command = [str(BIN / "strongroom"), "designate", "--verify", fetched.name]
    done = subprocess.run(
        command, cwd=fetched.parent, env=environ, capture_output=True, text=True, check=True, timeout=60
    )
    assert "every result is the same" in done.stdout
    assert f"digest of the inputs {run['inputs_sha256']}" in done.stdout
    assert not list(fetched.parent.rglob("*.sqlite*"))
    other = [sys.executable, "-I", str(by_others.__file__)]
    assert subprocess.run(other, input=b"".join(read_lines(fetched)), check=False, timeout=60).returncode == 0
