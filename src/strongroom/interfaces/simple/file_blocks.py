"""A part of an open file as the body of a response."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

BLOCK_BYTES = 64 * 1024


class FileBlocks:
    """The `length` bytes from `first` on, in blocks; closes the file when the server closes it.

    Args:
        before_last: Called just before the last block is handed over. A client that goes away
            earlier never gets there.
    """

    def __init__(
        self, file: BinaryIO, first: int, length: int, *, before_last: Callable[[], None] = lambda: None
    ) -> None:
        file.seek(first)
        self._file = file
        self._remaining = length
        self._before_last = before_last

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        block = self._file.read(min(BLOCK_BYTES, self._remaining))
        if not block:
            raise StopIteration
        self._remaining -= len(block)
        if not self._remaining:
            self._before_last()
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
