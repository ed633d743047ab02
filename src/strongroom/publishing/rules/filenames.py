"""What a distribution file may be called.

Sources: PEP 625 (sdists), PEP 427 and the binary distribution format (wheels), PEP 527 and 715 (extensions).
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version

from strongroom.foundation.names import NormalizedName
from strongroom.publishing.errors import BUILD_AGAIN, Fault, refuse_if, shown
from strongroom.publishing.rules.platform_tags import is_supported_platform

MAX_FILENAME_LENGTH = 246
"""Characters. File systems take 255 bytes, and the index serves `<file name>.metadata` beside the file."""

_PRINTABLE_ASCII = re.compile(r"[\x21-\x7e]+\Z")


class FileType(StrEnum):
    """The kinds of distribution file that are taken, by their name in the upload form."""

    SDIST = "sdist"
    WHEEL = "bdist_wheel"

    @property
    def extension(self) -> str:
        """Return how the file's name ends."""
        return ".tar.gz" if self is FileType.SDIST else ".whl"


def check_filename(filename: str, *, name: NormalizedName, version: str, filetype: FileType) -> None:
    """Check the file name's characters, form and agreement with the upload form.

    Args:
        version: The release's version, PEP 440.

    Raises:
        UploadRefused: with all faults of the first stage that finds any.
    """
    refuse_if(_shape_faults(filename))
    refuse_if(_extension_faults(filename, filetype))
    if filetype is FileType.SDIST:
        refuse_if(_sdist_faults(filename, name=name, version=version))
    else:
        refuse_if(_wheel_faults(filename, name=name, version=version))


def escaped(name: NormalizedName) -> str:
    """Return the name as file names spell it, with `_` for `-` (PEP 625, binary distribution format)."""
    return name.replace("-", "_")


def _fault(what: str, next_step: str, *, code: str = "invalid_filename") -> Fault:
    return Fault(code, what, next_step, "content")


def _shape_faults(filename: str) -> Iterator[Fault]:
    if "/" in filename or "\\" in filename:
        yield _fault(
            f"The file name {shown(filename)} has '/' or '\\' in it.", "Send the name without a folder."
        )
    elif not _PRINTABLE_ASCII.match(filename):
        yield _fault(
            f"The file name {shown(filename)} is empty or has spaces, non-printable or non-ASCII characters in it.",
            "Send the name that the build backend gave the file.",
        )
    if len(filename) > MAX_FILENAME_LENGTH:
        yield _fault(
            f"The file name {shown(filename)} is too long: {len(filename)} characters.",
            f"Shorten it to {MAX_FILENAME_LENGTH} characters.",
        )


def _extension_faults(filename: str, filetype: FileType) -> Iterator[Fault]:
    if not filename.endswith(filetype.extension):
        yield _fault(
            f"Invalid file extension: {shown(filename)} was announced as {filetype}, "
            f"and such a file's name ends in {filetype.extension}.",
            "Upload a source distribution (.tar.gz, filetype sdist) or a wheel (.whl, filetype bdist_wheel).",
            code="invalid_file_extension",
        )


def _sdist_faults(filename: str, *, name: NormalizedName, version: str) -> Iterator[Fault]:
    expected = f"{escaped(name)}-{Version(version)}.tar.gz"
    if filename != expected:
        yield _fault(
            f"The file name {shown(filename)} is invalid: this source distribution is called {shown(expected)} (PEP 625).",
            BUILD_AGAIN,
        )


def _wheel_faults(filename: str, *, name: NormalizedName, version: str) -> Iterator[Fault]:
    try:
        _, file_version, _, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename as error:
        reason = str(error).partition(": ")[0]
        yield _fault(f"The file name {shown(filename)} is not a wheel's (PEP 427): {reason}.", BUILD_AGAIN)
        return
    name_part = filename.partition("-")[0]
    if name_part != escaped(name):
        yield _fault(
            f"The file name begins with {shown(name_part)} instead of {shown(escaped(name))}.", BUILD_AGAIN
        )
    if file_version != Version(version):
        yield _fault(
            f"The version in the file name is {str(file_version)!r} instead of {version!r}.", BUILD_AGAIN
        )
    for platform in sorted({tag.platform for tag in tags}):
        if not is_supported_platform(platform):
            yield _fault(
                f"The wheel {shown(filename)} has the unsupported platform tag {shown(platform)}.",
                "Repair the wheel with auditwheel or delocate, or build it for a platform tag with a "
                "known meaning, such as manylinux_2_28_x86_64 or any.",
                code="unsupported_platform",
            )
