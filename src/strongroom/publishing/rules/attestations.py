"""Attestations are taken from trusted publishers only: who vouches for an API token's upload, nobody could check."""

from strongroom.publishing.errors import Fault, refuse_if


def check_attestations(attestations: str) -> None:
    """Check that none are sent.

    Args:
        attestations: The form field; empty if it was not sent.

    Raises:
        UploadRefused: if there are some, for they would be lost without a word.
    """
    refuse_if(
        [
            Fault(
                "unsupported_attestations",
                "Invalid attestations supplied during upload: an upload with an API token cannot carry any (PEP 740).",
                "Upload without them: leave out twine's --attestations, or give uv --no-attestations.",
                "attestations",
            )
        ]
        if attestations
        else []
    )
