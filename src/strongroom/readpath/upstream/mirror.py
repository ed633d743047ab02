"""What an upstream has, kept in a folder as far as it was asked for.

Of many who ask for the same at the same time, one asks the upstream. Order of locks: the turn of what
is asked for, then the room, then single statements of the ledger and of the page store.

Layout of the folder, which may be removed while nobody serves: `pages` (LMDB), `content` (files by
digest), `ledger.sqlite3` (what is known and what is kept), `locks`.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from strongroom.foundation.names import NormalizedName
from strongroom.infra.storage.local import ContentStore
from strongroom.readpath.store import PageStore
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.contents import UpstreamContents
from strongroom.readpath.upstream.ledger import KnownName, Ledger
from strongroom.readpath.upstream.locks import KeyLocks
from strongroom.readpath.upstream.pages import UpstreamPages
from strongroom.readpath.upstream.room import Room
from strongroom.readpath.upstream.turns import Turns

_LEDGER = "ledger.sqlite3"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept, and how many may wait how long.

    Args:
        cache_bytes: Of pages and contents together.
        seats: Threads of one process that may ask the upstream, or wait for who does.
        wait_seconds: For somebody else who asks for the same.
    """

    cache_bytes: int
    seats: int = 12
    wait_seconds: float = 60


class Mirror:
    """The part of an upstream that is kept. Safe among threads, processes and across forks.

    Args:
        folder: Made when needed, shared by all processes of this machine.
    """

    def __init__(self, folder: Path, *, client: UpstreamClient, limits: Limits) -> None:
        locks = KeyLocks(folder / "locks")
        content = folder / "content"
        self._ledger = Ledger(folder / _LEDGER)
        self.store = PageStore.open(folder / "pages", writable=True)
        room = Room(
            self._ledger,
            locks,
            pages=self.store,
            contents=ContentStore(content),
            limit_bytes=limits.cache_bytes,
        )
        turns = Turns(locks, seats=limits.seats, wait_seconds=limits.wait_seconds)
        self.pages = UpstreamPages(self.store, client=client, ledger=self._ledger, room=room, turns=turns)
        self.contents = UpstreamContents(content, client=client, ledger=self._ledger, room=room, turns=turns)

    def close(self) -> None:
        """Let go of all files."""
        self.store.close()
        self._ledger.close()


def known(folder: Path, name: NormalizedName) -> KnownName | None:
    """Return what is known of a name in a mirror's folder; nobody is asked, and nothing made."""
    if not (folder / _LEDGER).exists():
        return None
    with closing(Ledger(folder / _LEDGER)) as ledger:
        return ledger.find_name(name)
