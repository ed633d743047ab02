"""An upstream's files, fetched when somebody wants the first byte of them."""

from contextlib import suppress
from pathlib import Path

from strongroom.foundation import clock
from strongroom.infra.storage.local import ContentStore, StagedFile
from strongroom.infra.storage.open_file import OpenFile
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.errors import faulty
from strongroom.readpath.upstream.ledger import Address, Kept, Ledger
from strongroom.readpath.upstream.room import Room
from strongroom.readpath.upstream.turns import Turns

_MAX_BYTES_UNANNOUNCED = 4 << 30
"""Of a file whose size the upstream does not tell."""


class UpstreamContents(ContentStore):
    """A content store that fetches what it has not.

    A content is fetched whole, and nobody gets a byte of it before its digest and size were found to be
    those announced. So the first to ask waits for all of it; what was fetched for somebody who went away
    is there for the next.
    """

    def __init__(
        self, root: Path, *, client: UpstreamClient, ledger: Ledger, room: Room, turns: Turns
    ) -> None:
        super().__init__(root)
        self._client = client
        self._ledger = ledger
        self._room = room
        self._turns = turns

    def open(self, sha256: str) -> OpenFile:
        """Return the content of that digest.

        Raises:
            FileNotFoundError: if no page that is kept speaks of it.
            UpstreamTrouble: if it cannot be had as it was announced.
        """
        with suppress(FileNotFoundError):
            file = super().open(sha256)
            self._ledger.note_content(_kept(sha256, file.size_bytes), at=clock.now().timestamp())
            return file
        address = self._ledger.find_address(sha256)
        if address is None:
            raise FileNotFoundError(sha256)
        with self._turns.take(f"content {sha256}"):
            with suppress(FileNotFoundError):
                return super().open(sha256)
            return self._fetch(address)

    def _fetch(self, address: Address) -> OpenFile:
        for left_behind in self.abandoned():
            left_behind.unlink(missing_ok=True)
        with self.stage() as staged:
            limit_bytes = _MAX_BYTES_UNANNOUNCED if address.size_bytes is None else address.size_bytes
            with self._client.open_file(address.url, limit_bytes=limit_bytes) as blocks:
                for block in blocks:
                    staged.write(block)
            if staged.sha256 != address.sha256 or address.size_bytes not in {None, staged.size_bytes}:
                raise faulty("The content of a file is not the one its page announces.")
            return self._keep(staged)

    def _keep(self, staged: StagedFile) -> OpenFile:
        new = _kept(staged.sha256, staged.size_bytes)
        with self._room.taking(new):
            self._ledger.note_content(new, at=clock.now().timestamp())
            self.keep(staged)
            # Opened before anything is removed: from now on it cannot be taken from who wants it.
            return super().open(new.key)


def _kept(sha256: str, size_bytes: int) -> Kept:
    return Kept(is_content=True, key=sha256, size_bytes=size_bytes)
