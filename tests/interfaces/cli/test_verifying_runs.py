"""Anybody repeats a designation from its file, and hears a clear word about what is none."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.criticality.queries import find_run
from strongroom.criticality.store import read_lines
from strongroom.foundation import clock
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Lines = list[bytes]


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def kept(db: None, settings: Settings) -> Path:
    """Return the file that the run of a small index left."""
    ada: Person = given.person("ada")
    for name, count in (("harborlight", 5000), ("lanternfish", 4900), ("quietqueue", 12)):
        given.downloads(given.release(ada, name), count)
    given.designation()
    [path] = Path(settings.STRONGROOM_RUNS_FOLDER).iterdir()
    return path


def changed(kept: Path, change: Callable[[Lines], Lines]) -> str:
    """Write a copy of the file in which something is changed, packed anew, and return its path."""
    copy = kept.parent.parent / "fetched.jsonl.zst"
    copy.write_bytes(zstd.compress(b"".join(change(list(read_lines(kept))))))
    return str(copy)


@pytest.mark.parametrize("named_by", ["day", "path"])
def test_a_run_is_repeated_and_found_the_same(strongroom: Strongroom, kept: Path, named_by: str) -> None:
    run = find_run(NOON.date())
    assert run is not None
    result = strongroom("designate", "--verify", "2026-03-02" if named_by == "day" else str(kept))
    assert result.exit_code == 0
    assert result.stdout == (
        "The run of 2026-03-02 was repeated from its file and every result is the same: "
        f"3 projects, 1 critical, digest of the inputs {run.inputs_sha256}.\n"
    )


def test_a_changed_count_is_told(strongroom: Strongroom, kept: Path) -> None:
    path = changed(kept, lambda lines: [line.replace(b"4900", b"5100") for line in lines])
    result = strongroom("designate", "--verify", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The file does not say what its inputs give." in result.stderr
    assert '["critical","harborlight",1,5000' in result.stderr
    assert '["critical","lanternfish",1,5100' in result.stderr


def test_a_changed_outcome_is_told(strongroom: Strongroom, kept: Path) -> None:
    path = changed(
        kept, lambda lines: [line.replace(b'"entered","harborlight"', b'"entered","x"') for line in lines]
    )
    result = strongroom("designate", "--verify", path)
    assert result.exit_code == 1
    assert 'It says: ["entered","x"]' in result.stderr
    assert 'The inputs give: ["entered","harborlight"]' in result.stderr


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "Line 1 of the file is none of a run: the file ends before it."),
        (b"PK\x03\x04 certainly no run\n", "Line 1 of the file is none of a run"),
        (b"(\xb5/\xfd torn", "cannot be read to its end"),
        (zstd.compress(b"[" * 3_000_000), "a line without an end"),
        (zstd.compress(b"[]" + b" " * 3_000_000), "a line without an end"),
        (zstd.compress(b"[" * 900_000 + b"\n"), "Line 1 of the file is none of a run"),
        (zstd.compress(b"\x00" * 4096 + b"\n"), "Line 1 of the file is none of a run"),
    ],
    ids=["empty", "zip", "torn", "endless", "spaces", "deep", "zeros"],
)
def test_what_is_no_file_of_a_run_gets_a_clear_word(
    strongroom: Strongroom, tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "run.jsonl.zst"
    path.write_bytes(content)
    result = strongroom("designate", "--verify", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert word in result.stderr
    assert "Traceback" not in result.output


def test_a_torn_file_gets_a_clear_word(strongroom: Strongroom, kept: Path) -> None:
    torn = kept.parent.parent / "torn.jsonl.zst"
    torn.write_bytes(kept.read_bytes()[:-9])
    assert "cannot be read to its end" in strongroom("designate", "--verify", str(torn)).stderr
    assert (
        "its end is missing"
        in strongroom("designate", "--verify", changed(kept, lambda lines: lines[:-1])).stderr
    )


def test_what_is_not_there_gets_a_clear_word(strongroom: Strongroom, kept: Path, tmp_path: Path) -> None:
    assert (
        "No designation was run for 2026-03-01." in strongroom("designate", "--verify", "2026-03-01").stderr
    )
    for nothing in (str(tmp_path / "nowhere"), "2026-99-99"):
        refused = strongroom("designate", "--verify", nothing)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert f"There is no file {nothing}, and it is no day such as 2026-07-01." in refused.stderr
    assert "cannot be read to its end" in strongroom("designate", "--verify", str(tmp_path)).stderr
    assert strongroom("designate", "--verify", str(kept), "--dry-run").exit_code == 2


def test_a_file_needs_no_database(strongroom: Strongroom, kept: Path) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a query")

    with connection.execute_wrapper(refuse):
        assert strongroom("designate", "--verify", str(kept)).exit_code == 0
