"""How much may be uploaded."""

from strongroom.publishing.errors import Fault, UploadRefused

MEBIBYTE = 1024**2
DEFAULT_FILE_LIMIT_BYTES = 100 * MEBIBYTE
DEFAULT_PROJECT_LIMIT_BYTES = 10 * 1024 * MEBIBYTE


def check_file_size(size_bytes: int, *, limit_bytes: int = DEFAULT_FILE_LIMIT_BYTES) -> None:
    """Check one file's size. Streaming readers may call it with what has come so far.

    Raises:
        UploadRefused: if there are more bytes than `limit_bytes`.
    """
    if size_bytes > limit_bytes:
        raise UploadRefused(
            Fault(
                "file_too_large",
                f"File too large: the limit for this project is {limit_bytes // MEBIBYTE} MiB a file.",
                "Leave out what users do not need, or ask the operators for a higher limit.",
                "content",
            )
        )


def check_not_empty(size_bytes: int) -> None:
    """Check that something was sent.

    Raises:
        UploadRefused: if the file has no bytes.
    """
    if size_bytes == 0:
        raise UploadRefused(Fault("empty_file", "The file is empty.", "Upload the whole file.", "content"))


def check_project_size(total_bytes: int, *, limit_bytes: int = DEFAULT_PROJECT_LIMIT_BYTES) -> None:
    """Check the size of all files of a project, the new one included.

    Raises:
        UploadRefused: if there are more bytes than `limit_bytes`.
    """
    if total_bytes > limit_bytes:
        raise UploadRefused(
            Fault(
                "project_too_large",
                f"Project size too large: the limit for all files of this project is {limit_bytes // MEBIBYTE} MiB.",
                "Ask the operators for a higher limit.",
                "content",
            )
        )
