"""From records of the catalog to what the page store is to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from strongroom.catalog.queries import OfferedFile, ProjectRecord
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules import pages
from strongroom.readpath.rules.json_api import ReleaseFile
from strongroom.readpath.store import Body, ProjectState, Representation, RootFrame
from strongroom.readpath.store import FileRecord as StoredFile

Files = Sequence[tuple[OfferedFile, ReleaseFile]]
"""Each as the catalog and as pages and documents tell it."""

_FAMILIAR = 4096
"""Files that are kept with their lines: each is told again with its project's next change. Some two kilobytes each."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """A project's last change: its serial in the journal, and its time in Unix seconds."""

    serial: int
    modified_at: int


def project_state(
    project: ProjectRecord,
    files: Files,
    last: LastChange,
    *,
    namespaces: tuple[pages.NamespaceEntry, ...] | None,
) -> ProjectState:
    """Return what is to be shown of a project.

    Nothing but that the name is taken, if it was withdrawn; a page that says so and no file, if it is in quarantine.
    """
    if project.withdrawn_at is not None:
        return ProjectState(project.name, last.serial, last.modified_at)
    page = replace(_page(project, files, last.serial), namespaces=namespaces)
    offered = page.status is not pages.ProjectStatus.QUARANTINED
    entry = pages.RootEntry(project.display_name, project.name, last.serial)
    lines = {
        Representation.HTML: pages.root_html_line(entry),
        Representation.JSON: pages.root_json_line(entry),
    }
    return ProjectState(
        name=project.name,
        serial=last.serial,
        modified_at=last.modified_at,
        pages={
            Representation.HTML: Body(pages.HTML_CONTENT_TYPE, pages.project_html(page)),
            Representation.JSON: Body(pages.JSON_CONTENT_TYPE, pages.project_json(page)),
        },
        lines=lines if offered else {},
        files=tuple(_stored_file(project.name, file) for file, _ in files) if offered else (),
    )


def root_frames(serial: int, *, namespaced: bool = False) -> dict[Representation, RootFrame]:
    """Return what stands around the list of all projects at an index serial.

    Args:
        namespaced: The index has granted a namespace.
    """
    return {
        Representation.HTML: RootFrame(pages.HTML_CONTENT_TYPE, *pages.root_html_frame(serial)),
        Representation.JSON: RootFrame(
            pages.JSON_CONTENT_TYPE, *pages.root_json_frame(serial, namespaced=namespaced)
        ),
    }


def as_told(files: Iterable[OfferedFile]) -> Files:
    """Return files with what pages and documents tell of them."""
    return [(file, _told(file)) for file in files]


@lru_cache(_FAMILIAR)
def _told(file: OfferedFile) -> ReleaseFile:
    entry = pages.FileEntry(
        filename=file.filename,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        uploaded_at=file.uploaded_at,
        requires_python=file.requires_python,
        metadata_sha256=file.metadata_sha256,
        yanked=(file.yanked_reason or True) if file.yanked_at else False,
    )
    return ReleaseFile(entry, file.filetype, file.python_version, md5=file.md5, blake2_256=file.blake2_256)


def _page(project: ProjectRecord, files: Files, serial: int) -> pages.ProjectPage:
    return pages.ProjectPage(
        name=project.name,
        display_name=project.display_name,
        serial=serial,
        versions=tuple(dict.fromkeys(file.version for file, _ in files)),
        files=tuple(told.entry for _, told in files),
        status=pages.ProjectStatus(project.status),
        status_reason=project.status_reason,
    )


def _stored_file(name: NormalizedName, file: OfferedFile) -> StoredFile:
    return StoredFile(
        sha256=file.sha256,
        filename=file.filename,
        size_bytes=file.size_bytes,
        project=name,
        version=file.version,
        metadata_sha256=file.metadata_sha256,
        uploaded_at=int(file.uploaded_at.timestamp()),
    )
