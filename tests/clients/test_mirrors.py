"""Mirrors: bandersnatch copies the whole index, devpi copies what it is asked for."""

import base64
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.clients.desk import Desk
from tests.clients.programs import program
from tests.clients.stock import BURNS, LANTERN, wheel
from tests.clients.workshop import Workshop, installed, success
from tests.support.distributions import Wheel
from tests.support.processes import free_port, listens, running

BANDERSNATCH = """
[mirror]
directory = {folder}
master = {url}
allow-non-https = true
api-method = simple
json = true
stop-on-error = true
simple-format = ALL
compare-method = hash
workers = 3
timeout = 60
global-timeout = 100
hash-index = false
verifiers = 1
storage-backend = filesystem
"""


@pytest.mark.parametrize("version", ["bandersnatch-6", "bandersnatch-8"])
def test_bandersnatch_copies_everything_once_and_then_what_changes(
    workshop: Workshop, desk: Desk, version: str
) -> None:
    """CLI-023, MIR-009, MIR-010."""
    assert projects_taken(mirror(workshop, version)) == len(project_names(workshop))
    for name in project_names(workshop):
        for file in workshop.page(name)["files"]:
            mirrored = copy_of(workshop, file["url"])
            assert len(mirrored.read_bytes()) == file["size"]
        assert (workshop.folder / "web/simple" / name / "index.html").exists()
    assert LANTERN[0].content in {path.read_bytes() for path in copies(workshop)}

    before = copies(workshop)
    second = mirror(workshop, version)
    assert projects_taken(second) == 0
    assert "/packages/" not in second
    assert copies(workshop) == before

    tide = wheel(f"tide-{version}", "1.0")
    workshop.publish(tide)
    third = mirror(workshop, version)
    assert projects_taken(third) == 1
    assert new_copies(workshop, before) == {tide.content, *metadata_of(tide, version)}

    desk.order("yank", person="ada", project=tide.name, version="1.0", reason=BURNS)
    mirror(workshop, version)
    mirrored = json.loads((workshop.folder / "web/simple" / tide.name / "index.v1_json").read_text())
    assert [file["yanked"] for file in mirrored["files"]] in ([True], [BURNS])


def mirror(workshop: Workshop, version: str) -> str:
    """Run bandersnatch once; return what it said."""
    (settings,) = workshop.write(
        {"bandersnatch.conf": BANDERSNATCH.format(folder=workshop.folder, url=workshop.index.url)}
    )
    return success(workshop.run("bandersnatch", "--config", settings, "mirror", of=version))


def projects_taken(said: str) -> int:
    """Return how many projects bandersnatch said that have changed."""
    (count,) = re.findall(r"(\d+) packages to sync", said)
    return int(count)


def metadata_of(built: Wheel, version: str) -> set[bytes]:
    """Return the metadata file that this version of bandersnatch copies, too."""
    return {built.metadata} if version == "bandersnatch-8" else set()


def project_names(workshop: Workshop) -> list[str]:
    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urllib.request.urlopen(urllib.request.Request(workshop.index.simple, headers=accept)) as answer:
        listed: list[dict[str, Any]] = json.load(answer)["projects"]
    return [project["name"].lower().replace("_", "-").replace(".", "-") for project in listed]


def copy_of(workshop: Workshop, address: str) -> Path:
    """Return where bandersnatch keeps the file of this address."""
    return workshop.folder / "web" / unquote(urlsplit(address).path).lstrip("/")


def copies(workshop: Workshop) -> dict[Path, int]:
    """Return the files in the mirror, and when they were written."""
    found = (workshop.folder / "web" / "packages").rglob("*")
    return {path: path.stat().st_mtime_ns for path in found if path.is_file()}


def new_copies(workshop: Workshop, before: dict[Path, int]) -> set[bytes]:
    """Return the content of what was written since."""
    now = copies(workshop)
    return {path.read_bytes() for path, written_at in now.items() if before.get(path) != written_at}


def test_pip_installs_through_devpi(workshop: Workshop) -> None:
    with devpi(workshop) as simple:
        target = workshop.folder / "site"
        options = ("--isolated", "--no-cache-dir", "--index-url", simple, "--target", target)
        success(workshop.run("python", "-m", "pip", "install", *options, "trunk", "burner", of="pip-tools"))
    versions = {name: installed(target, name) for name in ("trunk", "lantern", "burner")}
    assert versions == {"trunk": "1.0", "lantern": "1.9", "burner": "1.0"}


@contextmanager
def devpi(workshop: Workshop) -> Iterator[str]:
    """Run a devpi whose one index mirrors ours; lend the address for installers."""
    folder, port = workshop.folder / "devpi", free_port()
    success(workshop.run("devpi-init", "--serverdir", folder, "--no-root-pypi", of="devpi"))
    command = [str(program("devpi-server", of="devpi")), "--serverdir", str(folder), "--port", str(port)]
    with running(
        command, ready=lambda: listens(port), log=workshop.folder / "devpi.log", environ=workshop.environ
    ):
        url = f"http://127.0.0.1:{port}"
        token = post(f"{url}/+login", {"user": "root", "password": ""})["result"]["password"]
        index = {"type": "mirror", "volatile": False, "mirror_url": workshop.index.simple}
        post(f"{url}/root/ours", index, method="PUT", devpi_user=f"root:{token}")
        yield f"{url}/root/ours/+simple/"


def post(address: str, body: dict[str, Any], *, method: str = "POST", devpi_user: str = "") -> Any:
    """Send JSON to devpi and return its answer."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if devpi_user:
        headers["X-Devpi-Auth"] = base64.b64encode(devpi_user.encode()).decode()
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
