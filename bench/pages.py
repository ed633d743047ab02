"""What prepared pages cost: to make, to keep, to change and to read. Synthetic projects, the store alone.

python -m bench.pages                                 800,000 names in the list of all, no pages
python -m bench.pages --projects 20000 --files 10     with all their pages and documents, of ten files each

Two files make a release. At the end a reader is started on the store, and asked for the list of all in every form
and for pages, to see what memory that takes.
"""

import argparse
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count, product
from pathlib import Path

import urllib3

from bench.processes import LOOPBACK, free_port, memory, stop
from bench.report import Table, say
from bench.servers import BIN, Program, start, wait_for
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules import json_api, pages
from strongroom.readpath.store import (
    Body,
    Coding,
    FileRecord,
    PageStore,
    ProjectState,
    Representation,
    RootFrame,
    project_key,
    release_key,
    release_tail_key,
)

_WORDS = (
    "aio api async auth aws cli client core data django fast flask http json kit lab ml net py tool torch web"
)
_LETTERS = bytes(b"abcdefghiklmnoprstuvy"[byte % 21] for byte in range(256))
_PORTION = 250
_STRIDE = 7919
"""A prime: every such step through the names comes to another corner of the index."""
_CHANGES = 300
_READS = 20_000
_FILES_OF_A_RELEASE = 2
_NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Index:
    """A made-up index: as many projects, each with so many files; without files there are no pages either."""

    projects: int
    files: int

    def names(self) -> list[NormalizedName]:
        """Return names as people give them, always the same."""
        words = _WORDS.split()
        names: set[str] = set()
        for number in count():
            if len(names) == self.projects:
                break
            chance = hashlib.sha256(b"%d" % number).digest()
            ending = chance.translate(_LETTERS)[4 : 6 + chance[0] % 8].decode()
            names.add(
                "-".join([*(words[byte % len(words)] for byte in chance[1 : 1 + chance[3] % 3]), ending])
            )
        return [NormalizedName(name) for name in sorted(names)]

    def state(self, name: NormalizedName, serial: int) -> ProjectState:
        """Return a project after the change of that serial."""
        files = tuple(_file(name, number) for number in range(self.files))
        entry = pages.RootEntry(name, name, serial)
        return ProjectState(
            name=name,
            serial=serial,
            modified_at=serial,
            pages=_bodies(name, serial, files) if files else {},
            documents=_documents(name, serial, files) if files else {},
            lines={
                Representation.HTML: pages.root_html_line(entry),
                Representation.JSON: pages.root_json_line(entry),
            },
            files=tuple(
                FileRecord(file.sha256, file.filename, file.size_bytes, name, "1.0", uploaded_at=serial)
                for file in files
            ),
        )


def _bodies(
    name: NormalizedName, serial: int, files: tuple[pages.FileEntry, ...]
) -> dict[Representation, Body]:
    releases = _releases(files)
    page = pages.ProjectPage(name, name, serial, tuple(one.version for one in releases), files)
    document = json_api.project_document(
        _about(name, serial), {one.version: one.files for one in releases}, latest=releases[-1]
    )
    return {
        Representation.HTML: Body(pages.HTML_CONTENT_TYPE, pages.project_html(page)),
        Representation.JSON: Body(pages.JSON_CONTENT_TYPE, pages.project_json(page)),
        Representation.API: Body(json_api.CONTENT_TYPE, document),
    }


def _documents(name: NormalizedName, serial: int, files: tuple[pages.FileEntry, ...]) -> dict[str, Body]:
    about = _about(name, serial)
    heads = {release_key(name, one.version): json_api.release_head(about, one) for one in _releases(files)}
    documents = {**heads, release_tail_key(name): json_api.release_tail(about)}
    return {key: Body(json_api.CONTENT_TYPE, content) for key, content in documents.items()}


def _about(name: NormalizedName, serial: int) -> json_api.ProjectDetails:
    return json_api.ProjectDetails(name, name, serial, (("owner", "ada"),), "https://index.example")


def _releases(files: tuple[pages.FileEntry, ...]) -> list[json_api.ReleaseDetails]:
    return [
        json_api.ReleaseDetails(
            version=f"1.{number}",
            summary="One line that says what the project is for, as most have one.",
            requires_python=">=3.9",
            metadata={"requires_dist": ["attrs>=20", "requests"], "license_expression": "MIT"},
            yanked=False,
            files=tuple(
                json_api.ReleaseFile(file, "bdist_wheel", "py3", md5=file.sha256[:32], blake2_256=file.sha256)
                for file in files[first : first + _FILES_OF_A_RELEASE]
            ),
        )
        for number, first in enumerate(range(0, len(files), _FILES_OF_A_RELEASE))
    ]


def _file(name: str, number: int) -> pages.FileEntry:
    digest = hashlib.sha256(f"{name} {number}".encode()).hexdigest()
    return pages.FileEntry(
        filename=f"{name.replace('-', '_')}-1.{number // _FILES_OF_A_RELEASE}-py3{number % _FILES_OF_A_RELEASE}-none-any.whl",
        sha256=digest,
        size_bytes=10_000 + number,
        uploaded_at=_NOON,
        requires_python=">=3.9",
        metadata_sha256=hashlib.sha256(digest.encode()).hexdigest(),
    )


def measure(index: Index, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what was measured, and the figure."""
    store, names = PageStore.open(folder / "pages", writable=True), index.names()
    began = time.perf_counter()
    for first in range(0, len(names), _PORTION):
        _write(store, [index.state(name, 20_000_000 + first) for name in names[first : first + _PORTION]])
    _write(store, [], serial=30_000_000)
    yield "made in", f"{time.perf_counter() - began:.1f} s"
    data = sum(file.stat().st_blocks * 512 for file in folder.rglob("*.mdb"))
    yield "on disk", f"{data / 2**20:,.0f} MiB, {data / len(names):,.0f} bytes a project"
    yield from _changes(index, store, names)
    yield from _lists(index, store, names)
    yield from _reads(store, names)
    if index.files:
        yield from _reader(folder, names)
    yield "memory of who wrote", f"{memory(os.getpid())[0].anonymous / 2**20:,.0f} MiB its own"
    store.close()


def _changes(index: Index, store: PageStore, names: list[NormalizedName]) -> Iterator[tuple[str, str]]:
    times, in_processor = [], time.process_time()
    for number in range(_CHANGES):
        serial = 31_000_000 + number
        state = index.state(names[number * _STRIDE % len(names)], serial)
        times.append(_ms(partial(_write, store, [state], serial=serial)))
    times.sort()
    yield (
        "one change",
        f"{statistics.median(times):.2f} ms median, {times[len(times) * 99 // 100]:.2f} ms p99",
    )
    in_processor = (time.process_time() - in_processor) / _CHANGES * 1000
    yield "one change, processor time, rendering included", f"{in_processor:.2f} ms"


def _lists(index: Index, store: PageStore, names: list[NormalizedName]) -> Iterator[tuple[str, str]]:
    serial = 32_000_000
    for form, coding in product((Representation.HTML, Representation.JSON), Coding):
        serial += 1
        _write(store, [index.state(names[0], serial)], serial=serial)
        taken = _ms(partial(store.get_root, form, coding))
        found = store.get_root(form, coding)
        size_bytes = found.file.size_bytes if found else 0
        yield f"list in {form}, {coding}, after a change", f"{taken:.1f} ms, {size_bytes / 10**6:.1f} MB"
    yield "list, unchanged", _each([partial(store.get_root, Representation.JSON, Coding.ZSTD)] * _READS)


def _reads(store: PageStore, names: list[NormalizedName]) -> Iterator[tuple[str, str]]:
    chosen = [names[number * _STRIDE % len(names)] for number in range(_READS)]
    keys = [project_key(name, Representation.JSON) for name in chosen]
    for coding in Coding:
        yield f"get_page, {coding}", _each([partial(store.get_page, key, coding) for key in keys])
    yield "version", _each([store.version] * _READS)
    yield "owns", _each([partial(store.owns, name) for name in chosen])


def _reader(folder: Path, names: list[NormalizedName]) -> Iterator[tuple[str, str]]:
    port = free_port()
    command = [str(BIN / "strongroom"), "serve", "--role", "read", "--data", str(folder)]
    address = f"http://{LOOPBACK}:{port}/simple/"
    program = Program(name="reader", command=[*command, "--port", str(port), "--workers", "1"], index=address)
    server = start(program, cores=tuple(sorted(os.sched_getaffinity(0))), logs=folder)
    try:
        wait_for(server, address, logs=folder, status=200)
        pool = urllib3.PoolManager()
        for form, coding in product(("text/html", pages.JSON_CONTENT_TYPE), ("identity", "gzip", "zstd")):
            headers = {"Accept": form, "Accept-Encoding": coding}
            pool.request("GET", address, headers=headers, decode_content=False)
        for number in range(_READS):
            pool.request("GET", f"{address}{names[number * _STRIDE % len(names)]}/")
        (read,) = (
            each for each in memory(server.pid) if "read" in each.command and "serve" not in each.command
        )
    finally:
        stop(server.process)
    yield (
        f"memory of a reader after the list in every form and {_READS:,} pages",
        f"{read.anonymous / 2**20:,.0f} MiB its own, {read.proportional / 2**20:,.0f} MiB with its part of the store's",
    )


def _write(store: PageStore, states: list[ProjectState], *, serial: int | None = None) -> None:
    with store.write() as changes:
        for state in states:
            changes.put_project(state)
        if serial is not None:
            frames = {
                Representation.HTML: RootFrame(pages.HTML_CONTENT_TYPE, *pages.root_html_frame(serial)),
                Representation.JSON: RootFrame(pages.JSON_CONTENT_TYPE, *pages.root_json_frame(serial)),
            }
            changes.put_root(serial=serial, modified_at=serial, frames=frames)


def _ms(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def _each(actions: list[Callable[[], object]]) -> str:
    """Return how long one of these takes."""
    began = time.perf_counter()
    for action in actions:
        action()
    return f"{(time.perf_counter() - began) / len(actions) * 10**6:.2f} µs"


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--projects", type=int, default=800_000)
    parser.add_argument(
        "--files", type=int, default=0, help="Files of each project; without any it has no page."
    )
    parser.add_argument("--folder", type=Path, help="Where to keep the store meanwhile.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        rows = list(measure(Index(options.projects, options.files), Path(folder)))
    title = f"Prepared pages of {options.projects:,} projects with {options.files} files each"
    say(str(Table(title=title, header=("what", "figure"), rows=rows)))


if __name__ == "__main__":
    main()
