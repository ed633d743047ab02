"""The parts of the form: exactly one of them is a file."""

from collections.abc import Sequence

from strongroom.publishing.errors import Fault, refuse_if, shown


def check_parts(*, filename: str | None, content_type: str, misplaced: Sequence[str]) -> str:
    """Return the name of the file part.

    Args:
        filename: As sent; None if the part `content` is missing or was sent as text.
        content_type: Media type of the file part; clients may leave it out.
        misplaced: Names of text fields that were sent as files.

    Raises:
        UploadRefused: if there is no file, if it is a picture, or if text was sent as a file.
    """
    faults = [
        Fault(
            f"{field}_is_a_file",
            f"The field {shown(field)} was sent as a file.",
            "Send it as plain text.",
            field,
        )
        for field in misplaced
    ]
    if filename is None:
        faults.append(
            Fault(
                "no_file",
                "The upload does not have a file.",
                "Send the distribution in a file part named 'content'.",
                "content",
            )
        )
    elif content_type.lower().startswith("image/"):
        faults.append(
            Fault(
                "invalid_content_type",
                f"The file is sent as {shown(content_type)}.",
                "Upload a wheel or an sdist.",
                "content",
            )
        )
    refuse_if(faults)
    return filename or ""
