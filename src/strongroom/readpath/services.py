"""Keep the prepared pages in step with the journal.

The page store remembers the serial it has applied. Catching up means: ask the journal what
changed after that serial, render those projects and the root, and commit pages and serial
together. Running it twice, or in several processes, does no harm; a crash leaves the old
pages with the old serial, and the next catching up mends it.

Lock order: the store's lock file first, then plain reads of the database, then the store.
Without the lock a slow process could put an older page over a newer one.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

from strongroom.catalog.queries import FileRecord, ProjectRecord, find_project, list_files, list_project_names
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import project_serials, project_serials_after
from strongroom.infra.journal.services import latest_serial
from strongroom.readpath.rules import pages
from strongroom.readpath.store import Changes, PageStore, PreparedPage, Representation, project_key, root_key
from strongroom.readpath.store import FileRecord as StoredFile

PORTION = 500
"""Projects rendered in one transaction of the store; bounds the memory of a rebuild."""


class Pages:
    """The finished pages of this node.

    Args:
        store: Opened to be written; shared with whoever serves from it in this process.
        lock_path: A file beside the store, the same for all processes of this node.
    """

    def __init__(self, store: PageStore, *, lock_path: Path) -> None:
        self.store = store
        self._lock_path = lock_path

    def catch_up(self) -> int:
        """Bring the pages to the journal's present state and return the serial they then show.

        Pages ahead of the journal are those of another database, as when a backup was put back: all are made anew.
        """
        with self._only_me():
            applied, target = self.store.serial(), latest_serial()
            if applied > target or not self.store.has_page(root_key(Representation.HTML)):
                return self._render(after=0, target=target)
            return target if applied == target else self._render(after=applied, target=target)

    def rebuild(self) -> int:
        """Make everything anew, as after a change of the pages' form; return the serial."""
        with self._only_me():
            return self._render(after=0, target=latest_serial())

    def _render(self, *, after: int, target: int) -> int:
        """Render what changed after a serial, and the list of all; from 0 on, nothing older is left over."""
        changed = list(project_serials_after(after).items())
        if after == 0:
            with self.store.write() as changes:
                changes.clear()
        for start in range(0, len(changed), PORTION):
            with self.store.write() as changes:
                for name, serial in changed[start : start + PORTION]:
                    _put_project(changes, NormalizedName(name), serial)
        with self.store.write() as changes:
            _put_root(changes, target)
            changes.set_serial(target)
        return target

    @contextmanager
    def _only_me(self) -> Iterator[None]:
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock_path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def pages_of_this_node() -> Pages:
    """Return the pages of this node: one store per process, as LMDB demands."""
    return _pages_in(settings.STRONGROOM_PAGES_FOLDER)


@cache
def _pages_in(folder: Path) -> Pages:
    return Pages(PageStore.open(folder, writable=True), lock_path=folder.with_suffix(".lock"))


def _put_project(changes: Changes, name: NormalizedName, serial: int) -> None:
    project = find_project(name)
    files = list_files(name)
    if project is None or project.withdrawn_at is not None:
        for representation in Representation:
            changes.delete_page(project_key(name, representation))
    else:
        page = _page(project, files, serial)
        _put(
            changes,
            project_key(name, Representation.HTML),
            pages.project_html(page),
            Representation.HTML,
            serial,
        )
        _put(
            changes,
            project_key(name, Representation.JSON),
            pages.project_json(page),
            Representation.JSON,
            serial,
        )
    _put_files(changes, project, name, files)


def _put_files(
    changes: Changes, project: ProjectRecord | None, name: NormalizedName, files: list[FileRecord]
) -> None:
    offered = project is not None and project.status != pages.ProjectStatus.QUARANTINED
    for file in list_files(name, withdrawn=True):
        changes.delete_file(file.sha256, file.filename)
    for file in files:
        if not offered:
            changes.delete_file(file.sha256, file.filename)
            continue
        changes.put_file(
            StoredFile(
                sha256=file.sha256,
                filename=file.filename,
                size_bytes=file.size_bytes,
                project=name,
                version=file.version,
                metadata_sha256=file.metadata_sha256,
            )
        )


def _page(project: ProjectRecord, files: list[FileRecord], serial: int) -> pages.ProjectPage:
    return pages.ProjectPage(
        name=project.name,
        display_name=project.display_name,
        serial=serial,
        versions=tuple(dict.fromkeys(file.version for file in files)),
        files=tuple(_entry(file) for file in files),
        status=pages.ProjectStatus(project.status),
        status_reason=project.status_reason,
    )


def _entry(file: FileRecord) -> pages.FileEntry:
    return pages.FileEntry(
        filename=file.filename,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        uploaded_at=file.uploaded_at,
        requires_python=file.requires_python,
        metadata_sha256=file.metadata_sha256,
        yanked=(file.yanked_reason or True) if file.yanked else False,
    )


def _put_root(changes: Changes, serial: int) -> None:
    listed = list_project_names()
    serials = project_serials()
    page = pages.RootPage(_root_entries(listed, serials), serial)
    _put(changes, root_key(Representation.HTML), pages.root_html(page), Representation.HTML, serial)
    _put(changes, root_key(Representation.JSON), pages.root_json(page), Representation.JSON, serial)


def _root_entries(
    listed: Iterable[tuple[NormalizedName, str]], serials: dict[str, int]
) -> tuple[pages.RootEntry, ...]:
    return tuple(pages.RootEntry(display, name, serials.get(name, 0)) for name, display in listed)


def _put(changes: Changes, key: str, body: bytes, representation: Representation, serial: int) -> None:
    content_type = (
        pages.HTML_CONTENT_TYPE if representation is Representation.HTML else pages.JSON_CONTENT_TYPE
    )
    changes.put_page(key, PreparedPage.of(body, content_type=content_type, serial=serial))
