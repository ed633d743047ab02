"""An upstream's project as this index shows it: our pages, our addresses.

Where the upstream told neither sizes nor upload times, the page in JSON is one of version 1.0, which
has none (PEP 691); from 1.1 on sizes must be there (PEP 700).
"""

import json

from strongroom.readpath.rules import pages
from strongroom.readpath.store import Body, FileRecord, ProjectState, Representation
from strongroom.readpath.upstream.filenames import version_of
from strongroom.readpath.upstream.reading import UpstreamPage

_KEYS_OF_1_0 = ("filename", "url", "hashes", "requires-python", "core-metadata", "yanked")


def project_state(upstream: UpstreamPage, *, modified_at: int) -> ProjectState:
    """Return what the page store is to show; in no list of all projects."""
    page = upstream.page
    in_json = pages.project_json(page)
    return ProjectState(
        name=page.name,
        serial=page.serial,
        modified_at=modified_at,
        pages={
            Representation.HTML: Body(pages.HTML_CONTENT_TYPE, pages.project_html(page)),
            Representation.JSON: Body(
                pages.JSON_CONTENT_TYPE, in_json if upstream.is_detailed else _of_version_1_0(in_json)
            ),
        },
        files=tuple(_record(entry, page) for entry in page.offered_files),
    )


def _record(entry: pages.FileEntry, page: pages.ProjectPage) -> FileRecord:
    return FileRecord(
        sha256=entry.sha256,
        filename=entry.filename,
        size_bytes=entry.size_bytes,
        project=page.name,
        version=version_of(entry.filename, page.name),
        metadata_sha256=entry.metadata_sha256,
        uploaded_at=int(entry.uploaded_at.timestamp()),
    )


def _of_version_1_0(body: bytes) -> bytes:
    """Return a page in JSON without what was added after PEP 691."""
    page = json.loads(body)
    reduced = {
        "meta": {**page["meta"], "api-version": "1.0"},
        "name": page["name"],
        "files": [{key: file[key] for key in _KEYS_OF_1_0 if key in file} for file in page["files"]],
    }
    return json.dumps(reduced, ensure_ascii=False, separators=(",", ":")).encode()
