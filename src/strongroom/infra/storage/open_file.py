"""A file opened for reading at any position, by many at once."""

import os
from pathlib import Path


class OpenFile:
    """A descriptor that is closed when nobody holds this object any more.

    Nobody moves a position: read with `os.pread` or `os.sendfile`, which take it as an argument.

    Raises:
        FileNotFoundError: if there is no such file.
    """

    __slots__ = ("fd", "size_bytes")

    def __init__(self, path: Path | str) -> None:
        self.fd = -1
        self.fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size_bytes = os.fstat(self.fd).st_size

    def read(self, first: int, length: int) -> bytes:
        """Return up to `length` bytes from `first` on; fewer at the end of the file."""
        return os.pread(self.fd, length, first)

    def __del__(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
