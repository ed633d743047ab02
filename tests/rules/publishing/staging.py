"""Files as the upload view stages them, for readers that take a path."""

import tempfile
from pathlib import Path

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits
from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType
from tests.support.distributions import Sdist, Wheel

SMALL = Limits(free_bytes=256 * 1024, max_members=200, max_metadata_bytes=64 * 1024)
"""Bounds that small samples reach."""


def read(built: Wheel | Sdist, *, content: bytes | None = None, limits: Limits = SMALL) -> Distribution:
    """Return what is read from the file, or from `content` in its place."""
    filetype = FileType.WHEEL if isinstance(built, Wheel) else FileType.SDIST
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "staged")
        path.write_bytes(built.content if content is None else content)
        try:
            return read_distribution(path, filename=built.filename, filetype=filetype, limits=limits)
        finally:
            assert [entry.name for entry in Path(folder).iterdir()] == ["staged"], (
                "nothing is unpacked to disk"
            )


def reason(built: Wheel | Sdist, *, content: bytes | None = None) -> str:
    """Return the words with which the file is refused, or nothing if it is read."""
    try:
        read(built, content=content)
    except UploadRefused as refusal:
        return refusal.message
    return ""
