"""A running index, a person who publishes, and the tools that are on their machine."""

import base64
import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.programs import program
from tests.support.distributions import Sdist, Wheel
from tests.support.served import Index
from tests.support.upload_forms import multipart

SECONDS = 100
RELEASED = "1767225600"
"""For SOURCE_DATE_EPOCH: what is built twice from the same sources is the same."""


@dataclass(frozen=True)
class Workshop:
    """Where one person works.

    Args:
        index: Running.
        token: Of the person.
        folder: Theirs alone; tools run in it and find their configuration nowhere else.
    """

    index: Index
    token: str
    folder: Path

    @property
    def upload_address(self) -> str:
        """Where clients post to."""
        return f"{self.index.url}/legacy/"

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment of a tool: no configuration of this machine or of its developer."""
        of_the_developer = ("VIRTUAL_ENV", "CONDA_", "POETRY_", "PDM_", "FLIT_", "HATCH_")
        kept = self.index.environ.items()
        return {
            **{name: value for name, value in kept if not name.startswith(of_the_developer)},
            "HOME": str(self.folder / "home"),
            "SOURCE_DATE_EPOCH": RELEASED,
            "COLUMNS": "4000",
            "NO_COLOR": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def run(
        self, command: str | Path, *arguments: str | Path, of: str = "", **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a tool, configured by these variables only.

        Args:
            command: Name of a program of a client, or where another program is.
            of: Environment of the client, see `program`.
        """
        return subprocess.run(
            [command if isinstance(command, Path) else program(command, of=of), *arguments],
            cwd=self.folder,
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def pip(self, *arguments: str | Path, of: str = "pip-tools") -> "subprocess.CompletedProcess[str]":
        """Run pip against the index, by default the newest."""
        options = ("--isolated", "--disable-pip-version-check", "--no-cache-dir", "--no-color")
        return self.run("python", "-m", "pip", *options, *arguments, "--index-url", self.index.simple, of=of)

    def uv(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run `uv pip` against the index."""
        source = ("--default-index", self.index.simple, "--python", sys.executable)
        return self.run("uv", "--no-cache", "--no-config", "pip", *arguments, *source)

    def publish(self, built: Wheel | Sdist) -> None:
        """Publish a distribution without any tool."""
        body, boundary = multipart(built)
        credentials = base64.b64encode(f"__token__:{self.token}".encode()).decode()
        headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        request = urllib.request.Request(self.upload_address, data=body, headers=headers)
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200

    def page(self, name: str) -> dict[str, Any]:
        """Return the project's page."""
        accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.index.simple}{name}/", headers=accept)
        ) as answer:
            body: dict[str, Any] = json.load(answer)
        return body

    def write(self, files: Mapping[str, str | bytes]) -> list[Path]:
        """Write these files into the folder and return where they are."""
        paths = []
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(path)
        return paths


def success(done: "subprocess.CompletedProcess[str]") -> str:
    """Return everything a tool printed that did what it was asked to."""
    assert done.returncode == 0, f"{done.args}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def failure(done: "subprocess.CompletedProcess[str]") -> str:
    """Return everything a tool printed that did not do what it was asked to, in one line."""
    assert done.returncode != 0, f"{done.args}:\n{done.stdout}\n{done.stderr}"
    return " ".join((done.stdout + done.stderr).split())


def installed(target: Path, name: str) -> str:
    """Return the version that an installed module of the stock says."""
    return (target / name / "__init__.py").read_text().split("'")[1]
