"""How much work an archive may cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NoReturn

from strongroom.publishing.errors import BUILD_AGAIN, Fault, UploadRefused, refuse_if

MEBIBYTE = 1024**2
CHUNK_BYTES = 64 * 1024
"""Bytes that are held in memory at a time while content streams by."""
MAX_FAULTS = 100
"""Faults after which no more are looked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one archive; raising them costs time and memory for each upload.

    Args:
        free_bytes: Unpacked size that no archive is refused for.
        max_ratio: Unpacked to packed size beyond that; PyPI's figures for both.
        max_members: Files, folders and links.
        max_metadata_bytes: Size of each thing that is held in memory: METADATA, RECORD and such, the list of members.
    """

    free_bytes: int = 64 * MEBIBYTE
    max_ratio: int = 50
    max_members: int = 100_000
    max_metadata_bytes: int = 16 * MEBIBYTE

    def check_unpacked(self, unpacked_bytes: int, *, packed_bytes: int) -> None:
        """Check that the archive is no decompression bomb.

        Raises:
            UploadRefused: if it unpacks to more than the limits allow.
        """
        if unpacked_bytes > max(self.free_bytes, self.max_ratio * packed_bytes):
            reject(
                f"The archive exceeds a compression ratio of {self.max_ratio}.",
                code="decompression_bomb",
                next_step="Leave out large files of repeated content.",
            )

    def check_members(self, count: int) -> None:
        """Check the number of members.

        Raises:
            UploadRefused: if there are more than the limits allow.
        """
        if count > self.max_members:
            reject(
                f"The archive has more than {self.max_members} members.",
                code="too_many_members",
                next_step="Leave out what users do not need.",
            )

    def check_metadata(self, size_bytes: int, *, name: str) -> None:
        """Check the size of something that is to be held in memory.

        Raises:
            UploadRefused: if it is larger than the limits allow.
        """
        if size_bytes > self.max_metadata_bytes:
            reject(
                f"{name} has more than {self.max_metadata_bytes // MEBIBYTE} MiB.", code="metadata_too_large"
            )


def refuse_all(faults: Iterable[Fault]) -> None:
    """Refuse the archive for all these reasons, the first of them if they are very many.

    Raises:
        UploadRefused: if there is at least one.
    """
    refuse_if(islice(faults, MAX_FAULTS))


def reject(what: str, *, code: str = "invalid_archive", next_step: str = BUILD_AGAIN) -> NoReturn:
    """Refuse the archive for this reason, one sentence."""
    raise UploadRefused(Fault(code, what, next_step, "content"))
