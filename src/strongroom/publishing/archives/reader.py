"""What an uploaded file holds: the one entry to reading wheels and source distributions."""

from pathlib import Path

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits
from strongroom.publishing.archives.sdists import read_sdist
from strongroom.publishing.archives.wheels import read_wheel
from strongroom.publishing.rules.filenames import FileType

DEFAULT_LIMITS = Limits()


def read_distribution(
    path: Path, *, filename: str, filetype: FileType, limits: Limits = DEFAULT_LIMITS
) -> Distribution:
    """Read a file from beginning to end, checking everything that installers rely on.

    Memory is bounded by `limits`, time by the ratio of unpacked to packed size; nothing is written.

    Args:
        path: Where the upload is staged.
        filename: The name it is published under, which `check_filename` has accepted.

    Raises:
        UploadRefused: if the archive is broken, hostile, or not what its file type says.
        OSError: if the staged file itself cannot be read.
    """
    if filetype is FileType.WHEEL:
        return read_wheel(path, filename=filename, limits=limits)
    return read_sdist(path, limits=limits)
