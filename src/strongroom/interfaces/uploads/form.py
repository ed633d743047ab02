"""Read the upload form as it arrives: fields into memory, the file straight to the content store."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from strongroom.infra.storage.local import StagedFile

FILE_FIELD = "content"
IGNORED_FILE_FIELDS = {"gpg_signature"}
"""Sent by old clients and not kept: signatures nobody could verify helped nobody."""


@dataclass(frozen=True, slots=True)
class ReceivedForm:
    """What was posted.

    Args:
        fields: Every text field with its values, in the order they came.
        filename: Name of the file part as sent; None if there was no file.
        content_type: Media type that the client gave for the file part; may be empty.
        size_bytes: Size of the file part, also of one that was too large to be kept.
        misplaced: Names of fields that were sent as files and must be text.
    """

    fields: dict[str, list[str]]
    filename: str | None
    content_type: str
    size_bytes: int
    misplaced: tuple[str, ...]


class _Staging(FileUploadHandler):
    """Writes the file part to the staged file, counts it, and keeps nothing beyond the limit."""

    def __init__(self, staged: StagedFile, *, limit_bytes: int) -> None:
        super().__init__()
        self._staged = staged
        self._limit_bytes = limit_bytes
        self.received_bytes = 0
        self.misplaced: list[str] = []
        self.sent_name: str | None = None
        self.sent_type = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Note what kind of part begins.

        Raises:
            MultiPartParserError: it is a second file; which of the two was meant, nobody knows.
        """
        super().new_file(*args, **kwargs)
        if self.field_name == FILE_FIELD:
            if self.sent_name is not None:
                raise MultiPartParserError("the part 'content' is sent more than once")
            self.sent_name, self.sent_type = self.file_name, self.content_type or ""
        elif self.field_name not in IGNORED_FILE_FIELDS:
            self.misplaced.append(self.field_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Write the next bytes of the file part."""
        if self.field_name != FILE_FIELD:
            return
        self.received_bytes += len(raw_data)
        # The rest of a file that is too large is read and dropped: the client gets its answer.
        if self.received_bytes <= self._limit_bytes:
            self._staged.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        """Make no object of it: the staged file has it all."""


_BYTES_AS_TEXT = "iso-8859-1"
"""Decodes any bytes and encodes to the same: with UTF-8, Django would put a question mark where there is none."""


class _NamesAsSent(MultiPartParser):
    """Django's parser, but a file name with a path in it is seen and refused, not silently shortened."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Return the name as it was sent."""
        return file_name or None


def receive(request: HttpRequest, staged: StagedFile, *, limit_bytes: int) -> ReceivedForm:
    """Read the request's body to its end.

    Raises:
        MultiPartParserError, TooManyFieldsSent, RequestDataTooBig: Django's, for a body that is no form,
            is cut off, holds a field that is no text, or is larger than a form may be.
    """
    handler = _Staging(staged, limit_bytes=limit_bytes)
    posted, _ = _NamesAsSent(request.META, request, [handler], _BYTES_AS_TEXT).parse()
    return ReceivedForm(
        fields={name: [_text(value, name) for value in values] for name, values in posted.lists()},
        filename=handler.sent_name,
        content_type=handler.sent_type,
        size_bytes=handler.received_bytes,
        misplaced=tuple(handler.misplaced),
    )


def _text(value: object, field: str) -> str:
    try:
        return str(value).encode(_BYTES_AS_TEXT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MultiPartParserError(f"the field {field[:60]!r} is not text in UTF-8") from error
