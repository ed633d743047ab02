"""A real index for a test: `strongroom serve` as a process, a mail server, and the clients people use."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.support.processes import READY_SECONDS, free_port, listens
from tests.support.tables import copy_tables

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = STOP_SECONDS = 90
ANSWER_SECONDS = 30


class MailServer:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=READY_SECONDS
        )

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message."""
        message = message_from_bytes(envelope.content, policy=modern)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    @property
    def address(self) -> str:
        """For STRONGROOM_MAIL."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return the messages to an address, oldest first."""
        return [message for message in self.messages if recipient in str(message["To"])]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


@dataclass
class Index:
    """A running index, and how people work with it."""

    data: Path
    url: str
    environ: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def simple(self) -> str:
        """Address for installers."""
        return f"{self.url}/simple/"

    def start(self, *options: str) -> None:
        """Serve with these options, and return when it is ready.

        Raises:
            AssertionError: with the end of its log, if it ends before or is not ready in time.
        """
        port = self.url.rpartition(":")[2]
        command = [str(BIN / "strongroom"), "serve", "--data", str(self.data), "--port", port, *options]
        said = self.data.parent / "serve.log"
        with said.open("ab") as log:
            # A group of its own, so that a test can kill all of it at once.
            started = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        self.process = started
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if started.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{command} does not serve:\n{said.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """The index says so itself."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=ANSWER_SECONDS) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End all its processes at once, without a word (kill -9)."""
        assert self.process is not None
        os.killpg(self.process.pid, 9)
        self.process.wait()
        port = int(self.url.rpartition(":")[2])
        until(lambda: not listens(port), what="the last of them is gone, and its socket with it")

    def run(self, *arguments: str, stdin: str = "", check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run `strongroom …` on this index's data."""
        return _run([str(BIN / "strongroom"), *arguments], self.environ, stdin=stdin, check=check)

    def python(self, *arguments: str) -> str:
        """Run Python in the environment of this index; return what it printed."""
        return _run([sys.executable, *arguments], self.environ).stdout

    def pip(self, *arguments: str) -> str:
        """Run pip against this index; return what it printed."""
        command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "--no-cache-dir"]
        done = _run([*command, *arguments, "--index-url", self.simple], self.environ)
        return done.stdout + done.stderr

    def uv(self, *arguments: str) -> str:
        """Run `uv pip` against this index; return what it printed."""
        command = [str(BIN / "uv"), "--no-cache", "--no-config", "pip", *arguments]
        done = _run([*command, "--default-index", self.simple, "--python", sys.executable], self.environ)
        return done.stdout + done.stderr

    def twine(self, token: str, *files: Path, verbose: bool = False, check: bool = True) -> str:
        """Upload with twine; return everything it printed."""
        credentials = {"TWINE_USERNAME": "__token__", "TWINE_PASSWORD": token, "TWINE_NON_INTERACTIVE": "1"}
        command = [
            *(
                str(BIN / "twine"),
                "upload",
                "--repository-url",
                f"{self.url}/legacy/",
                "--disable-progress-bar",
            ),
            *(["--verbose"] if verbose else []),
            *map(str, files),
        ]
        environ = {**self.environ, **credentials, "COLUMNS": "4000", "NO_COLOR": "1"}
        done = _run(command, environ, check=check)
        return done.stdout + done.stderr


def _run(
    command: list[str], environ: dict[str, str], *, stdin: str = "", check: bool = True
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        command, env=environ, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    if check and done.returncode:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


@contextmanager
def index(folder: Path, **settings: str) -> Iterator[Index]:
    """Lend an index that is not yet running, with nothing but its tables, and these settings."""
    with empty_index(folder, **settings) as served:
        served.data.mkdir()
        copy_tables(served.data / "strongroom.sqlite3")
        yield served


@contextmanager
def empty_index(folder: Path, **settings: str) -> Iterator[Index]:
    """Lend an index that will make its tables itself, which takes seconds: its folder is empty."""
    # By name: browsers offer security keys to no bare address.
    url = f"http://localhost:{free_port()}"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STRONGROOM_", "TWINE_", "PIP_", "UV_", "PYTHONDONTWRITEBYTECODE"))
    }
    environ = {
        **kept,
        "PYTHONPATH": str(ROOT),
        # Compiled once, not by every process: that halves what starting one costs.
        "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "pycache"),
        "DJANGO_SETTINGS_MODULE": "strongroom.config.settings",
        "STRONGROOM_DATA": str(folder / "data"),
        "STRONGROOM_URL": url,
        "STRONGROOM_DNS": "off",
        "HOME": str(folder),
        "PIP_CONFIG_FILE": os.devnull,
        "UV_NO_CONFIG": "1",
        **settings,
    }
    served = Index(folder / "data", url, environ)
    try:
        yield served
    finally:
        served.stop()


def until(condition: Any, *, seconds: float = 60, what: str = "") -> Any:
    """Return what `condition` returns as soon as it is true.

    Raises:
        AssertionError: if it does not become true in time.
    """
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} seconds: {what or condition}")
        time.sleep(0.1)


def words_of(message: EmailMessage) -> str:
    """Return subject and plain text of a message."""
    body = message.get_body(("plain",))
    return f"{message['Subject']}\n{body.get_content() if body else ''}"
