"""The digests of an uploaded file: those the client announced and those of what arrived."""

from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.publishing.errors import Fault, refuse_if, shown


@dataclass(frozen=True, slots=True)
class FileDigests:
    """Lower-case hex digests of one file.

    `md5` only protects against accidents: old clients announce nothing else.
    `blake2_256` is BLAKE2b with 256 bits.
    """

    md5: str
    sha256: str
    blake2_256: str


def check_digests(announced: Mapping[str, str], *, computed: FileDigests) -> None:
    """Check every digest that the client announced.

    Args:
        announced: From `md5`, `sha256` or `blake2_256` to lower-case hex.

    Raises:
        UploadRefused: if one of them is another file's.
    """
    refuse_if(
        Fault(
            "digest_mismatch",
            f"The digest supplied does not match the file that arrived: "
            f"{kind} is {shown(getattr(computed, kind))}, not {shown(digest)}.",
            "Upload the file again; if this recurs, something between you and the index changes it.",
            f"{kind}_digest",
        )
        for kind, digest in announced.items()
        if digest != getattr(computed, kind)
    )
