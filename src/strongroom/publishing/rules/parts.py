"""The part of the form that is a file."""

from strongroom.publishing.errors import Fault, UploadRefused, shown


def check_file_part(filename: str | None, *, content_type: str) -> None:
    """Check that there is one, and that it is no picture.

    Args:
        filename: As sent; None if the part `content` is missing or was sent as text.
        content_type: Media type of the file part; clients may leave it out.

    Raises:
        UploadRefused: otherwise.
    """
    if filename is None:
        raise UploadRefused(
            Fault(
                "no_file",
                "The upload does not have a file.",
                "Send the distribution in a file part named 'content'.",
                "content",
            )
        )
    if content_type.lower().startswith("image/"):
        raise UploadRefused(
            Fault(
                "invalid_content_type",
                f"The file is sent as {shown(content_type)}.",
                "Upload a wheel or an sdist.",
                "content",
            )
        )
