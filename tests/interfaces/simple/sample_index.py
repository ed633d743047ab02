"""A small index on real storage, and a reader that asks it as a server would."""

from collections.abc import Generator, Iterable, Iterator, Mapping
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
from strongroom.interfaces.simple.messages import Handler
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.interfaces.simple.wsgi import ReadPath
from strongroom.readpath.rules.pages import (
    HTML_CONTENT_TYPE,
    JSON_CONTENT_TYPE,
    FileEntry,
    ProjectPage,
    ProjectStatus,
    RootEntry,
    project_html,
    project_json,
    root_html_frame,
    root_html_line,
    root_json_frame,
    root_json_line,
)
from strongroom.readpath.store import (
    Body,
    FileRecord,
    PageStore,
    ProjectState,
    Representation,
    RootFrame,
)

WHEEL = b"PK" + bytes(range(256)) * 1000
METADATA = b"Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1!2.0+x\n"
WHEEL_NAME = "foo_bar-1!2.0+x-py3-none-any.whl"
INDEX_SERIAL = 900
PROJECT_SERIAL = 870
UPLOADED_AT = datetime(2026, 8, 1, 12, tzinfo=UTC)
CHANGED_AT = int(datetime(2026, 8, 2, tzinfo=UTC).timestamp())
HOSTILE = """breaks "quotes" & <b onclick='x'>bold</b>"""
"""A reason as somebody may type it."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    code: int
    headers: Mapping[str, str]
    body: bytes


class SampleIndex:
    """Projects in every state; `Foo.Bar` has a wheel with metadata and a source distribution without."""

    def __init__(self, folder: Path, *, on_absent: Handler | None = None) -> None:
        self.contents = ContentStore(folder / "content")
        self.pages = PageStore.open(folder / "pages", writable=True, map_bytes=1 << 20)
        self.event_folder = folder / "events"
        self.events = EventWriter(self.event_folder)
        self.wheel = self.entry(WHEEL_NAME, WHEEL, metadata_sha256=self.keep(METADATA))
        self.sdist = self.entry("foo_bar-1!2.0+x.tar.gz", b"\x1f\x8b not much")
        self.handlers = ReadHandlers(self.pages, self.contents, self.events, on_absent)
        self._read_path = ReadPath(self.handlers.answer, fallback=_elsewhere)
        self._app = validator(self._read_path)

    def prepare(self) -> None:
        """Show the projects, and the list of them."""
        self.show(self.foo_bar(), *self._in_other_states())

    def foo_bar(self, *, serial: int = PROJECT_SERIAL) -> ProjectPage:
        """Return what is known of `Foo.Bar`."""
        return ProjectPage(normalize("Foo.Bar"), "Foo.Bar", serial, ("1!2.0+x",), (self.wheel, self.sdist))

    def _in_other_states(self) -> Iterator[ProjectPage]:
        for number, status in enumerate(ProjectStatus, start=1):
            file = self.entry(f"{status}-1.0.tar.gz", status.encode())
            name = normalize(status)
            reason = HOSTILE if status is ProjectStatus.ARCHIVED else ""
            yield ProjectPage(name, status, number, ("1.0",), (file,), status, reason)
        files = (
            self.entry("yanked-1.0.tar.gz", b"one", yanked=HOSTILE),
            self.entry("yanked-2.0.tar.gz", b"two", yanked=True),
        )
        yield ProjectPage(normalize("yanked"), "yanked", 5, ("1.0", "2.0"), files)

    def show(self, *pages: ProjectPage) -> None:
        """Show the projects' pages, offer their files, and list them."""
        serial = max([INDEX_SERIAL, *(page.serial for page in pages)])
        with self.pages.write() as changes:
            for page in pages:
                changes.put_project(_state(page))
            changes.put_root(serial=serial, modified_at=CHANGED_AT, frames=_frames(serial))

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
        **headers: str,
    ) -> Answer:
        """Send one request and read the whole answer.

        `target` is what stands in the request line; `headers` are named with `_` for `-`.
        """
        asked = _environ(target, method, {f"HTTP_{name.upper()}": value for name, value in headers.items()})
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
        assert isinstance(body, Generator)
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

    def entry(
        self, filename: str, content: bytes, *, metadata_sha256: str = "", yanked: str | bool = False
    ) -> FileEntry:
        """Keep content and return the file it is of."""
        return FileEntry(
            filename=filename,
            sha256=self.keep(content),
            size_bytes=len(content),
            uploaded_at=UPLOADED_AT,
            requires_python=">=3.9,<4",
            metadata_sha256=metadata_sha256,
            yanked=yanked,
        )


def _state(page: ProjectPage) -> ProjectState:
    entry = RootEntry(page.display_name, page.name, page.serial)
    lines = {Representation.HTML: root_html_line(entry), Representation.JSON: root_json_line(entry)}
    return ProjectState(
        page.name,
        serial=page.serial,
        modified_at=CHANGED_AT,
        pages={
            Representation.HTML: Body(HTML_CONTENT_TYPE, project_html(page)),
            Representation.JSON: Body(JSON_CONTENT_TYPE, project_json(page)),
        },
        lines={} if page.status is ProjectStatus.QUARANTINED else lines,
        files=tuple(_record(page, file) for file in page.offered_files),
    )


def _record(page: ProjectPage, file: FileEntry) -> FileRecord:
    return FileRecord(
        sha256=file.sha256,
        filename=file.filename,
        size_bytes=file.size_bytes,
        project=page.name,
        version=page.versions[-1],
        metadata_sha256=file.metadata_sha256,
        uploaded_at=int(file.uploaded_at.timestamp()),
    )


def _frames(serial: int) -> dict[Representation, RootFrame]:
    return {
        Representation.HTML: RootFrame(HTML_CONTENT_TYPE, *root_html_frame(serial)),
        Representation.JSON: RootFrame(JSON_CONTENT_TYPE, *root_json_frame(serial)),
    }


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
