"""What was found in an archive."""

from dataclasses import dataclass

from strongroom.publishing.rules.filenames import FileType


@dataclass(frozen=True, slots=True)
class Distribution:
    """A wheel or source distribution that passed every check.

    Args:
        root: The sdist's top folder, or the wheel's `.dist-info` folder.
        metadata_bytes: PKG-INFO or METADATA, exactly as in the archive (PEP 658 serves them so).
        files: Names of all regular files.
        unpacked_bytes: Sum of the files' sizes.
    """

    filetype: FileType
    root: str
    metadata_bytes: bytes
    files: frozenset[str]
    unpacked_bytes: int
