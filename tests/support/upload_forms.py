"""The body of an upload, byte by byte as clients send it."""

from tests.support.distributions import Sdist, Wheel

BOUNDARY = "a-boundary-that-is-nowhere-else"


def multipart(built: Wheel | Sdist, *, filename: str = "") -> tuple[bytes, str]:
    """Return the body of an upload and its boundary; the file goes by its own name if no other is given."""
    form = {":action": ["file_upload"], **built.form}
    fields = [(name, value) for name, values in form.items() for value in values]
    disposition = f'name="content"; filename="{filename or built.filename}"'
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields]
    return b"".join([*parts, _part(disposition, built.content), f"--{BOUNDARY}--\r\n".encode()]), BOUNDARY


def _part(disposition: str, content: bytes) -> bytes:
    return (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"
    )
