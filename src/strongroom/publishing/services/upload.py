"""What comes in, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from strongroom.infra.storage.local import StagedFile


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent.

    Args:
        fields: Text fields of the form, with all values of each.
        filename: Of the file part; None if there was no file.
        content_type: Media type of the file part as sent; may be empty.
        size_bytes: Bytes received, also beyond what was staged.
        misplaced: Names of text fields that were sent as files.
        staged: The content as received.
        address: Network address of the client; empty where it says nothing.
    """

    fields: Mapping[str, Sequence[str]]
    filename: str | None
    content_type: str
    size_bytes: int
    misplaced: tuple[str, ...]
    staged: StagedFile
    address: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered to a successful upload."""

    message: str
    warnings: tuple[str, ...]
