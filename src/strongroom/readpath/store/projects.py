"""Everything of one project, replaced in a write transaction: pages, files, and what is remembered of it.

What did not change is not written: the page keeps its serial and its time, and readers' memory stays warm.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

import lmdb

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.codings import compressed
from strongroom.readpath.store.environment import find, put
from strongroom.readpath.store.project_records import (
    CONTENTS_PREFIX,
    PROJECT_PREFIX,
    KnownProject,
    ProjectState,
    pack_keys,
    pack_known,
    unpack_keys,
    unpack_known,
)
from strongroom.readpath.store.records import (
    Coding,
    PreparedPage,
    file_key,
    pack_file,
    pack_page,
    page_key,
    page_validator,
    project_key,
)


@dataclass(frozen=True, slots=True)
class PreparedProject:
    """What is to be put for a project, by stored key; made before the transaction begins."""

    state: ProjectState
    pages: dict[bytes, PreparedPage]
    files: dict[bytes, bytes]
    kept: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, state: ProjectState) -> "PreparedProject":
        """Compress the pages."""
        pages = {page_key(key, page.coding): page for key, page in prepared_pages(state)}
        files = {file_key(record.sha256, record.filename): pack_file(record) for record in state.files}
        return cls(state, pages, files, frozenset(map(page_key, state.kept_documents)))

    def keys(self) -> set[bytes]:
        """Return the keys under which something of the project will be."""
        return {*self.pages, *self.files, *self.kept}


def prepared_pages(state: ProjectState) -> Iterator[tuple[str, PreparedPage]]:
    """Yield every page of a project in every coding it is kept in, each with its key; modified when the state says."""

    def prepared(content: bytes, content_type: str, coding: Coding) -> PreparedPage:
        page = PreparedPage.of(content, content_type=content_type, serial=state.serial)
        return page._replace(modified_at=state.modified_at, coding=coding)

    for form, body in state.pages.items():
        key = project_key(state.name, form)
        yield key, prepared(body.content, body.content_type, Coding.IDENTITY)
        for coding, content in compressed(body.content):
            yield key, prepared(content, body.content_type, coding)
    for key, body in state.documents.items():
        yield key, prepared(body.content, body.content_type, Coding.IDENTITY)


def put_project(transaction: lmdb.Transaction, prepared: PreparedProject) -> bool:
    """Show the project as it is now; return whether its part of the list of all projects is another."""
    state = prepared.state
    key = PROJECT_PREFIX + state.name.encode()
    value = find(transaction, key)
    before = None if value is None else unpack_known(value, state.name)
    keys = prepared.keys()
    left_over = _leftovers(transaction, state.name, keys)
    changed = [
        (page_at, page)
        for page_at, page in prepared.pages.items()
        if not _is_shown(transaction, page_at, page)
    ]
    modified_at = _modified_at(state, before, changed=bool(changed or left_over))
    for old in left_over:
        transaction.delete(old)
    for page_at, page in changed:
        transaction.put(page_at, pack_page(page._replace(modified_at=modified_at)))
    for file_at, record in prepared.files.items():
        put(transaction, file_at, record)
    put(transaction, CONTENTS_PREFIX + state.name.encode(), pack_keys(sorted(keys)))
    lines = dict(state.lines)
    put(transaction, key, pack_known(KnownProject(state.name, state.serial, modified_at, lines)))
    return lines != (before.lines if before else {})


def delete_project(transaction: lmdb.Transaction, name: NormalizedName) -> bool:
    """Forget the project, as if it had never been; return whether it was listed."""
    was_listed = put_project(transaction, PreparedProject(ProjectState(name, 0, 0), {}, {}))
    for prefix in (PROJECT_PREFIX, CONTENTS_PREFIX):
        transaction.delete(prefix + name.encode())
    return was_listed


def _leftovers(transaction: lmdb.Transaction, name: NormalizedName, keys: Container[bytes]) -> list[bytes]:
    """Return the keys of what the project had and will not have."""
    value = find(transaction, CONTENTS_PREFIX + name.encode())
    old = () if value is None else unpack_keys(value)
    return [key for key in old if key not in keys]


def _is_shown(transaction: lmdb.Transaction, key: bytes, page: PreparedPage) -> bool:
    value = find(transaction, key)
    return value is not None and page_validator(value) == (page.content_type, page.etag)


def _modified_at(state: ProjectState, before: KnownProject | None, *, changed: bool) -> int:
    """Return the time of what is shown from now on: later than that of whatever was shown before."""
    if before is None:
        return state.modified_at
    if state.serial <= before.serial and not changed:
        return before.modified_at
    return max(state.modified_at, before.modified_at + 1)
