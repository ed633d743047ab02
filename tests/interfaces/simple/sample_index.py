"""A small index on real storage, and a reader that asks it as a server would."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.infra.eventlog import EventWriter, read_lines, segments
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple.app import ReadPath
from strongroom.interfaces.simple.file_blocks import FileBlocks
from strongroom.readpath.rules.pages import (
    HTML_CONTENT_TYPE,
    JSON_CONTENT_TYPE,
    FileEntry,
    ProjectPage,
    RootEntry,
    RootPage,
    project_html,
    project_json,
    root_html,
    root_json,
)
from strongroom.readpath.store import (
    FileRecord,
    PageStore,
    PreparedPage,
    Representation,
    project_key,
    root_key,
)

WHEEL = b"PK" + bytes(range(256)) * 1000
METADATA = b"Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1!2.0+x\n"
WHEEL_NAME = "foo_bar-1!2.0+x-py3-none-any.whl"
INDEX_SERIAL = 900
PROJECT_SERIAL = 870


@dataclass(frozen=True)
class Answer:
    """What came back."""

    code: int
    headers: Mapping[str, str]
    body: bytes


class SampleIndex:
    """One project, `Foo.Bar`, with one wheel that has metadata, and one source distribution that has none."""

    def __init__(self, folder: Path) -> None:
        self.contents = ContentStore(folder / "content")
        self.pages = PageStore.open(folder / "pages", writable=True, map_bytes=1 << 20)
        self.event_folder = folder / "events"
        self.events = EventWriter(self.event_folder)
        self.wheel = self._entry(WHEEL_NAME, WHEEL, metadata_sha256=self.keep(METADATA))
        self.sdist = self._entry("foo_bar-1!2.0+x.tar.gz", b"\x1f\x8b not much", metadata_sha256="")
        self._read_path = ReadPath(
            pages=self.pages, contents=self.contents, events=self.events, fallback=_elsewhere
        )
        self._app = validator(self._read_path)

    def prepare(self) -> None:
        """Show the root and the project, and offer the files."""
        name = normalize("Foo.Bar")
        root = RootPage((RootEntry("Foo.Bar", name, PROJECT_SERIAL),), INDEX_SERIAL)
        project = ProjectPage(name, "Foo.Bar", PROJECT_SERIAL, ("1!2.0+x",), (self.wheel, self.sdist))
        self.show(root_key, root_html(root), root_json(root), serial=INDEX_SERIAL)
        self.show(
            lambda representation: project_key(name, representation),
            project_html(project),
            project_json(project),
            serial=PROJECT_SERIAL,
        )
        with self.pages.write() as changes:
            changes.set_serial(INDEX_SERIAL)
            for entry in (self.wheel, self.sdist):
                changes.put_file(
                    FileRecord(
                        sha256=entry.sha256,
                        filename=entry.filename,
                        size_bytes=entry.size_bytes,
                        project=name,
                        version="1!2.0+x",
                        metadata_sha256=entry.metadata_sha256,
                    )
                )

    def show(
        self, key: Callable[[Representation], str], in_html: bytes, in_json: bytes, *, serial: int
    ) -> None:
        """Put both forms of a page."""
        with self.pages.write() as changes:
            changes.put_page(
                key(Representation.HTML),
                PreparedPage.of(in_html, content_type=HTML_CONTENT_TYPE, serial=serial),
            )
            changes.put_page(
                key(Representation.JSON),
                PreparedPage.of(in_json, content_type=JSON_CONTENT_TYPE, serial=serial),
            )

    def keep(self, content: bytes) -> str:
        """Keep content and return its digest."""
        with self.contents.stage() as staged:
            staged.write(content)
            self.contents.keep(staged)
        return staged.sha256

    def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        environ: Mapping[str, Any] | None = None,
        **headers: str,
    ) -> Answer:
        """Send one request and read the whole answer.

        `target` is what stands in the request line; `headers` are named with `_` for `-`.
        """
        asked = _environ(target, method, {f"HTTP_{name.upper()}": value for name, value in headers.items()})
        asked.update(environ or {})
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            started.append((status, headers))

        body = self._app(asked, start_response)
        try:
            received = b"".join(body)
        finally:
            body.close()  # type: ignore[attr-defined]  # the validator's iterator always has it
        status, sent = started[0]
        assert len(dict(sent)) == len(sent), "a header was sent twice"
        return Answer(int(status[:3]), dict(sent), received)

    @contextmanager
    def receiving(self, target: str) -> Iterator[Iterator[bytes]]:
        """Send a GET request and lend the body, to be read block by block."""
        body = self._read_path(_environ(target, "GET", {}), _ignore_start)
        assert isinstance(body, FileBlocks)
        with closing(body):
            yield iter(body)

    def downloads(self) -> list[DownloadEvent]:
        """Every download noted."""
        lines = [line for segment in segments(self.event_folder) for line in read_lines(segment, 0)[0]]
        events = [DownloadEvent.from_line(line) for line in lines]
        return [event for event in events if event is not None]

    def close(self) -> None:
        """Let go of the store and the event log."""
        self.pages.close()
        self.events.close()

    def _entry(self, filename: str, content: bytes, *, metadata_sha256: str) -> FileEntry:
        assert self.keep(content) == hashlib.sha256(content).hexdigest()
        return FileEntry(
            filename=filename,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            uploaded_at=datetime(2026, 8, 1, 12, tzinfo=UTC),
            requires_python=">=3.9,<4",
            metadata_sha256=metadata_sha256,
        )


def _environ(target: str, method: str, headers: Mapping[str, str]) -> WSGIEnvironment:
    path, _, query = target.partition("?")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        **headers,
    }
    setup_testing_defaults(environ)
    return environ


def _ignore_start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
    del status, headers, exc_info


def _elsewhere(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"elsewhere"]
