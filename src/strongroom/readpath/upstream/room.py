"""How much an upstream's pages and contents may take: what was not used for longest goes first."""

from collections.abc import Iterator
from contextlib import contextmanager

from strongroom.foundation.names import NormalizedName
from strongroom.infra.storage.local import ContentStore
from strongroom.readpath.store import PageStore
from strongroom.readpath.upstream.ledger import Kept, Ledger
from strongroom.readpath.upstream.locks import KeyLocks

_AT_ONCE = 64
_WAIT_SECONDS = 30


class Room:
    """The room that pages and contents share.

    What is sent to somebody at the moment may go, too: who has a file open keeps it until it is closed.

    Args:
        limit_bytes: Of both together. One thing alone may be larger, until the next one comes.
    """

    def __init__(
        self, ledger: Ledger, locks: KeyLocks, *, pages: PageStore, contents: ContentStore, limit_bytes: int
    ) -> None:
        self._ledger = ledger
        self._locks = locks
        self._pages = pages
        self._contents = contents
        self._limit_bytes = limit_bytes

    @contextmanager
    def taking(self, new: Kept) -> Iterator[None]:
        """Let the block put something in its place, and make room for it.

        Nobody else makes room meanwhile: else something could go between being noted and being there.

        Raises:
            Busy: if somebody else is making room for too long.
        """
        with self._locks.hold("room", wait_seconds=_WAIT_SECONDS):
            yield
            excess_bytes = self._ledger.size_bytes() - self._limit_bytes
            while excess_bytes > 0:
                oldest = [
                    kept for kept in self._ledger.least_recently_used(limit=_AT_ONCE) if not _same(kept, new)
                ]
                if not oldest:
                    return
                for kept in oldest:
                    self._remove(kept)
                    excess_bytes -= kept.size_bytes
                    if excess_bytes <= 0:
                        return

    def _remove(self, kept: Kept) -> None:
        """Remove it first and strike it out then, so that nothing stays that nobody knows of."""
        if kept.is_content:
            self._contents.remove(kept.key)
        else:
            with self._pages.write() as changes:
                changes.delete_project(NormalizedName(kept.key))
        self._ledger.remove(kept)


def _same(kept: Kept, other: Kept) -> bool:
    return (kept.is_content, kept.key) == (other.is_content, other.key)
