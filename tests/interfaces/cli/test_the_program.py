"""`strongroom` as people start it: settings, folders, exit status, one clear line."""

import re
import socket
import subprocess
from pathlib import Path

import pytest

from strongroom.interfaces.cli.group import _COMMANDS
from tests.interfaces.cli.conftest import Program, Strongroom
from tests.support.processes import free_port

_CALLED_BY_SERVE = {name for name, (_, summary) in _COMMANDS.items() if not summary}

ACCOUNT = ("user", "create", "ada", "--email", "ada@people.example")


def check_refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """The program ended with 1 and one line, in its own voice."""
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.startswith("strongroom: ")
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr


def test_help_lists_every_command_and_leaves_no_trace(program: Program, tmp_path: Path) -> None:
    done = program("--help", STRONGROOM_NONSENSE="1")
    assert done.returncode == 0
    listed = re.findall(r"^  (\w+) +[A-Z]", done.stdout.partition("Commands:")[2], re.MULTILINE)
    assert set(listed) == set(_COMMANDS) - _CALLED_BY_SERVE
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.parametrize("name", sorted(set(_COMMANDS) - _CALLED_BY_SERVE))
def test_every_command_explains_itself(strongroom: Strongroom, name: str) -> None:
    result = strongroom(name, "--help")
    assert result.exit_code == 0
    assert " ".join(_COMMANDS[name][1].split()[:4]).rstrip(".") in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("user", "create"), (*ACCOUNT, "--data")],
)
def test_wrong_usage_ends_with_2(program: Program, arguments: tuple[str, ...]) -> None:
    done = program(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRONGROOM_NONSENSE", "1"),
        ("STRONGROOM_FILE_LIMIT_MB", "many"),
        ("STRONGROOM_URL", "http://[::1"),
        ("STRONGROOM_DATABASE", "mysql://localhost/index"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(program: Program, data: Path, name: str, value: str) -> None:
    check_refused(program("mandate", "show", "--data", str(data), **{name: value}), name)


@pytest.mark.parametrize(
    ("name", "value"), [("STRONGROOM_MAIL", "carrier-pigeon"), ("STRONGROOM_LOG_LEVEL", "loud")]
)
def test_serving_with_a_wrong_setting_is_refused_at_once(
    program: Program, data: Path, name: str, value: str
) -> None:
    check_refused(program("serve", "--data", str(data), "--port", str(free_port()), **{name: value}), name)


def test_serving_where_another_program_listens_is_refused_at_once(program: Program, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        check_refused(program("serve", "--data", str(data), "--port", port), f"127.0.0.1:{port}", "--port")


def test_an_index_that_was_never_prepared_says_what_to_do(program: Program, tmp_path: Path) -> None:
    check_refused(program("mandate", "show", "--data", str(tmp_path / "new")), "strongroom serve")


def test_a_folder_that_cannot_be_made_is_named(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_refused(
        program("mandate", "show", "--data", str(tmp_path / "file" / "data")), str(tmp_path / "file")
    )


def test_a_database_that_cannot_be_reached_is_told(program: Program, data: Path) -> None:
    address = "postgresql://strongroom@127.0.0.1:1/strongroom"
    check_refused(program("mandate", "show", "--data", str(data), STRONGROOM_DATABASE=address), "database")


@pytest.mark.parametrize("arguments", [("--data", "{}", "check"), ("check", "--data={}")])
def test_data_may_stand_anywhere(
    program: Program, data: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = program(*(argument.format(data) for argument in arguments))
    assert (done.returncode, done.stdout) == (0, "0 published files, 0 contents kept.\nSound.\n")
    assert done.stderr.splitlines() == ["Checking stored content …", "Checking stored content: done."]
    assert list((tmp_path / "here").iterdir()) == []


def test_preparing_twice_changes_nothing(program: Program, data: Path) -> None:
    first = program("prepare", "--data", str(data))
    assert first.returncode == 0
    assert program("prepare", "--data", str(data)).stdout == first.stdout
