"""`strongroom token narrow` works anywhere, without an index; `token create` offers an end first."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypitoken import Token, restrictions  # type: ignore[import-untyped] # it carries no types

from strongroom.accounts.queries import list_tokens
from strongroom.foundation import clock
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.tokens.caveats import Expiration, ProjectIds, ProjectNames, ReadOnly, read
from strongroom.foundation.tokens.macaroons import MAX_CAVEATS, mint, parse, serialize, verify
from strongroom.interfaces.cli.group import cli
from tests.support import given

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
KEY = bytes(range(32))
HARBORLIGHT = stable_id(Kind.PROJECT, 7)
TEXT = serialize(mint(KEY, identifier="7f0c", location="index.example"), prefix="strongroom")


def narrow(*options: str, token: str = TEXT) -> Result:
    clock.install(lambda: NOW)
    return CliRunner().invoke(cli, ["token", "narrow", *options], input=token)


def test_a_token_is_narrowed_to_all_that_is_said() -> None:
    result = narrow(
        *("--project", "Harbor_Light", "--project", "quietqueue", "--project-id", HARBORLIGHT),
        *("--expires", "2h", "--read-only"),
        token=f"{TEXT}\n",
    )
    assert (result.exit_code, result.stderr) == (0, "")
    (text,) = result.stdout.split()
    limits = [read(caveat) for caveat in verify(parse(text), KEY)]
    names, ids, expiration, read_only = limits
    assert isinstance(names, ProjectNames)
    assert names.names == {"harbor-light", "quietqueue"}
    assert ids == ProjectIds(frozenset({HARBORLIGHT}))
    assert isinstance(expiration, Expiration)
    assert expiration.expires_at == NOW + timedelta(hours=2)
    assert expiration.not_before < NOW - timedelta(days=365)
    assert read_only == ReadOnly()


def test_pypitoken_reads_the_narrowed_token() -> None:
    text = narrow("--project", "quietqueue", "--expires", "30m").stdout.strip()
    token = Token.load(text)
    token.check(KEY, project_name="quietqueue", now=NOW)
    assert restrictions.ProjectNamesRestriction(["quietqueue"]) in token.restrictions


@pytest.mark.parametrize("prefix", ["strongroom", "acme_index"])
def test_the_prefix_stays(prefix: str) -> None:
    token = f"{prefix}-{TEXT.partition('-')[2]}"
    assert narrow("--expires", "7d", token=token).stdout.startswith(f"{prefix}-")


def test_the_token_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"  {TEXT}\n", encoding="utf-8")
    result = narrow("--expires", "2h", "--file", str(tmp_path / "token"), token="nonsense")
    assert verify(parse(result.stdout.strip()), KEY)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--expires", "0h"),
        ("--expires", "2 hours"),
        ("--expires", "-1d"),
        ("--project-id", "harborlight"),
        (TEXT, "--expires", "2h"),
        ("--file", "/nowhere/at/all"),
    ],
)
def test_wrong_usage_is_told_and_a_token_is_no_argument(options: tuple[str, ...]) -> None:
    result = narrow(*options)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("options", "token", "words"),
    [
        (("--expires", "2h"), "nonsense", "This is not an API token"),
        (("--expires", "2h"), "", "This is not an API token"),
        (("--project", "not a name"), TEXT, "not a valid project name"),
    ],
)
def test_what_cannot_be_narrowed_is_refused_in_one_line(
    options: tuple[str, ...], token: str, words: str
) -> None:
    result = narrow(*options, token=token)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_token_carries_so_much_and_no_more() -> None:
    full = serialize(
        mint(KEY, identifier="7f0c", location="x", caveats=[b"[1000]"] * MAX_CAVEATS), prefix="strongroom"
    )
    result = narrow("--expires", "2h", token=full)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "too large" in result.stderr


def test_it_needs_no_index_and_makes_no_folder(tmp_path: Path) -> None:
    """In a process of its own: no settings are read, and Django is not loaded."""
    program = (
        "import sys; from strongroom.interfaces.cli import main; sys.argv = ['strongroom', *sys.argv[1:]]\n"
        "try:\n    main()\nfinally:\n    print('django' in sys.modules, file=sys.stderr)"
    )
    environ = {**os.environ, "STRONGROOM_NONSENSE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", program, "token", "narrow", "--expires", "2h"],
        input=TEXT,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environ,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "False\n")
    assert verify(parse(ran.stdout.strip()), KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "days"), [((), 90), (("--expires", "7"), 7), (("--never-expires",), None)]
)
def test_a_token_made_here_ends_unless_it_is_said_that_it_shall_not(
    options: tuple[str, ...], days: int | None
) -> None:
    ada = given.person("ada")
    clock.install(lambda: NOW)
    result = CliRunner().invoke(cli, ["token", "create", "ada", *options])
    assert result.exit_code == 0
    [token] = list_tokens(ada.user_id)
    assert token.expires_at == (None if days is None else NOW + timedelta(days=days))
