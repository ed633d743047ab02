"""Keep stored content and published files in agreement.

Content is stored before the transaction that publishes it; an upload that is cut off in
between leaves content that nobody refers to. `sweep` removes it. So that it never takes
content of an upload that is about to commit, uploads hold a shared lock from storing to
committing, and a sweep waits for all of them.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from strongroom.catalog.queries import list_contents
from strongroom.infra.db import check_open_to_writers
from strongroom.infra.storage.local import ContentStore


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found.

    Args:
        published: Number of published files and metadata files.
        kept: Number of contents in the store.
        missing: File names whose content is not kept.
        changed: File names whose content is not what was published.
        orphans: Contents that no file refers to.
        unfinished: Remains of uploads that were cut off while they arrived.
        swept: The last two were removed.
    """

    published: int
    kept: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    orphans: int
    unfinished: int
    swept: bool = False

    @property
    def is_sound(self) -> bool:
        """Every published file is there and unchanged. Orphans do no harm."""
        return not self.missing and not self.changed


@contextmanager
def no_sweeping() -> Iterator[None]:
    """Hold off sweeps while content is stored and not yet published."""
    with _lock(fcntl.LOCK_SH):
        yield


def examine() -> Findings:
    """Compare what is published with what is kept, reading every content."""
    return _examine(fix=False)


def sweep() -> Findings:
    """Examine, and remove what no published file refers to."""
    check_open_to_writers()
    return _examine(fix=True)


def _examine(*, fix: bool) -> Findings:
    contents = ContentStore(settings.STRONGROOM_CONTENT_FOLDER)
    with _lock(fcntl.LOCK_EX):
        needed = list_contents()
        kept = set(contents.digests())
        orphans = kept - {digest for digest, _ in needed}
        unfinished = contents.abandoned()
        if fix:
            for digest in orphans:
                contents.remove(digest)
            for path in unfinished:
                path.unlink(missing_ok=True)
    return Findings(
        published=len(needed),
        kept=len(kept),
        missing=tuple(name for digest, name in needed if digest not in kept),
        changed=tuple(
            name for digest, name in needed if digest in kept and not _is_unchanged(contents, digest)
        ),
        orphans=len(orphans),
        unfinished=len(unfinished),
        swept=fix,
    )


def _is_unchanged(contents: ContentStore, digest: str) -> bool:
    with contents.path(digest).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


@contextmanager
def _lock(mode: int) -> Iterator[None]:
    with (settings.STRONGROOM_DATA / "sweeping.lock").open("w") as lock:
        fcntl.flock(lock, mode)
        yield
