"""Every License-File that the metadata lists is in the archive (PEP 639)."""

from collections.abc import Collection, Iterable

from strongroom.publishing.errors import Fault, refuse_if, shown
from strongroom.publishing.rules.filenames import FileType


def check_license_files(
    listed: Iterable[str], *, files: Collection[str], root: str, filetype: FileType
) -> None:
    """Check that the listed files are there.

    Args:
        listed: License-File paths.
        files: Names of the archive's files.
        root: The sdist's top folder or the wheel's `.dist-info` folder.

    Raises:
        UploadRefused: naming those that are missing.
    """
    folder = root if filetype is FileType.SDIST else f"{root}/licenses"
    refuse_if(
        Fault(
            "missing_license_file",
            f"License-File {shown(path)} does not exist in the distribution file at {shown(f'{folder}/{path}')}.",
            "Include the file, or remove it from the project's license files.",
            "license_file",
        )
        for path in listed
        if f"{folder}/{path}" not in files
    )
