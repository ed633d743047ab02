"""The list of all projects, joined from compressed pieces, is read whole by every HTTP client.

It is long enough to be kept in several pieces, and served by readers alone: no database is there.
"""

import gzip
import shutil
import subprocess
import urllib.request
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from textwrap import indent

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.rules.pages import RootEntry, root_html_line, root_json_line
from strongroom.readpath.services.rendering import root_frames
from strongroom.readpath.store import PageStore, ProjectState, Representation
from tests.clients.programs import program
from tests.clients.workshop import Workshop, success
from tests.support.processes import running
from tests.support.served import empty_index

PROJECTS = 5_000
HTML, JSON = "text/html", "application/vnd.pypi.simple.v1+json"

# Each is given address and coding ("" for what it asks for by itself), then media types and for each a file for the body;
# it prints the coding of each answer, in a line. One process asks for all: to start it takes longer than to ask.
_IN_PYTHON = """
import sys
address, coding, *asked = sys.argv[1:]
def done(body, headers):
    open(path, "wb").write(body)
    print(headers.get("Content-Encoding", ""))
for accept, path in zip(asked[::2], asked[1::2]):
    headers = {"Accept": accept, **({"Accept-Encoding": coding} if coding else {})}
"""
PYTHON_CLIENTS = {
    "requests": "import requests; it = requests.get(address, headers=headers); done(it.content, it.headers)",
    "httpx": "import httpx; it = httpx.get(address, headers=headers); done(it.content, it.headers)",
    "urllib3": """
import urllib3
usual = {} if coding else urllib3.make_headers(accept_encoding=True)
it = urllib3.request("GET", address, headers=headers | usual)
done(it.data, it.headers)
""",
    "aiohttp": """
import aiohttp, asyncio
async def get():
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as it:
        done(await it.read(), it.headers)
asyncio.run(get())
""",
}
NODE = """
const [address, coding, ...asked] = process.argv.slice(1)
const get = async (accept, path) => {
    const headers = coding ? { accept, "accept-encoding": coding } : { accept }
    const answer = await fetch(address, { headers })
    require("fs").writeFileSync(path, Buffer.from(await answer.arrayBuffer()))
    console.log(answer.headers.get("content-encoding"))
}
get(asked[0], asked[1]).then(() => get(asked[2], asked[3]))
"""
READS_ZSTD = {"requests", "httpx", "urllib3", "aiohttp", "curl"}
CASES = [
    *product([*PYTHON_CLIENTS, "curl", "wget", "node"], ["", "gzip"]),
    *product(sorted(READS_ZSTD), ["zstd"]),
]


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """An index of many projects."""
    folder = tmp_path_factory.mktemp("long-list")
    fill(folder / "data" / "pages")
    with empty_index(folder) as served:
        port = served.url.rpartition(":")[2]
        command = [str(program("strongroom")), "serve", "--role", "read", "--port", port]
        with running(command, ready=served.is_ready, log=folder / "serve.log", environ=served.environ):
            yield Workshop(served, "", folder)


def fill(folder: Path) -> None:
    """Make pages of many projects, of which nothing but the list is looked at."""
    store = PageStore.open(folder, writable=True)
    try:
        with store.write() as changes:
            for serial in range(1, PROJECTS + 1):
                changes.put_project(state(serial))
            changes.put_root(serial=PROJECTS, modified_at=1_800_000_000, frames=root_frames(PROJECTS))
    finally:
        store.close()


def state(serial: int) -> ProjectState:
    """Return a project; names share their beginnings, as real ones do, and hold letters beyond one byte's."""
    display_name = f"Django-{serial * 7919 % PROJECTS:05}.plugin"
    name = normalize(display_name)
    entry = RootEntry(display_name, name, serial)
    lines = {Representation.HTML: root_html_line(entry), Representation.JSON: root_json_line(entry)}
    return ProjectState(name, serial, 1_800_000_000, pages={}, lines=lines)


def plain(address: str, accept: str, coding: str = "identity") -> bytes:
    """Return the body as it comes."""
    headers = {"Accept": accept, "Accept-Encoding": coding}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        assert answer.headers.get("Content-Encoding", "identity") == coding
        body: bytes = answer.read()
    return body


def fetch(workshop: Workshop, client: str, coding: str) -> dict[str, tuple[str, bytes]]:
    """Have a client read the list in both forms; return the coding that it got and the body that it made of it."""
    paths = {HTML: workshop.folder / "html", JSON: workshop.folder / "json"}
    asked = [word for accept, path in paths.items() for word in (accept, path)]
    if client in PYTHON_CLIENTS:
        script = _IN_PYTHON + indent(PYTHON_CLIENTS[client], "    ")
        done = [workshop.run("python", "-c", script, workshop.index.simple, coding, *asked, of="libraries")]
    elif client == "node":
        done = [workshop.run(found("node"), "-e", NODE, workshop.index.simple, coding, *asked)]
    else:
        done = [_by_program(workshop, client, accept, coding, path) for accept, path in paths.items()]
    printed = "\n".join(map(success, done)).lower().replace("content-encoding:", "")
    codings = [word for word in printed.split() if word in {"gzip", "zstd"}]
    assert len(codings) == len(paths), printed
    return {accept: (got, paths[accept].read_bytes()) for accept, got in zip(paths, codings, strict=True)}


def _by_program(
    workshop: Workshop, client: str, accept: str, coding: str, path: Path
) -> "subprocess.CompletedProcess[str]":
    asked = [f"Accept: {accept}", *([f"Accept-Encoding: {coding}"] if coding else [])]
    options = [option for header in asked for option in ("--header", header)]
    return workshop.run(found(client), *options, *_OPTIONS[client], path, workshop.index.simple)


_OPTIONS = {
    "curl": (
        "--silent",
        "--show-error",
        "--fail",
        "--compressed",
        "--write-out",
        "%header{content-encoding}",
        "--output",
    ),
    "wget": ("--quiet", "--server-response", "--compression=auto", "--output-document"),
}


def found(command: str) -> Path:
    """Return where a program of this machine is; skip where there is none that the tests could do without."""
    path = shutil.which(command)
    if path is None and command == "node":
        pytest.skip("Node.js is not installed")
    assert path is not None, f"{command} is not installed: run scripts/provide-programs"
    return Path(path)


@pytest.mark.parametrize(("client", "coding"), CASES)
def test_it_is_read_whole(long_list: Workshop, tmp_path: Path, client: str, coding: str) -> None:
    """SIM-034."""
    workshop = Workshop(long_list.index, "", tmp_path)
    for accept, (sent, body) in fetch(workshop, client, coding).items():
        assert sent == coding or (not coding and sent in {"gzip", "zstd"})
        assert body == plain(workshop.index.simple, accept)


@pytest.mark.parametrize("accept", [HTML, JSON])
def test_gzip_is_one_member(long_list: Workshop, accept: str) -> None:
    """Clients read the first member, and some of them no other (RFC 1952, section 2.2)."""
    packed = plain(long_list.index.simple, accept, "gzip")
    whole = plain(long_list.index.simple, accept)
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert member.decompress(packed) == whole
    assert member.eof
    assert member.unused_data == b""
    assert gzip.decompress(packed) == whole
    assert whole.count(b"plugin") >= PROJECTS
