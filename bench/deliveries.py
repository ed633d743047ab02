"""Uploads as bytes that are ready to be sent: the form that twine posts, with a head of its own for each index."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from urllib3 import encode_multipart_formdata

from bench.corpus import Publication, publication
from bench.posting import Batch
from demo.build import build_wheel

WHEEL_BYTES = 20_000
_BOUNDARY = "strongroom-benchmark-6d1f0c5a"
_PLACE = b"<the file>"
_numbers = count(1)
"""Versions of this process; no file may be published twice."""

_README = "\n\n".join(
    f"## Part {number}\n\nA paragraph with *emphasis*, `code` and [a link](https://project.example/{number}), as "
    "readmes have them.\n\n* one\n* two\n\n```python\nfor lamp in quay.lamps():\n    lamp.light()\n```"
    for number in range(1, 15)
)
"""Three thousand characters of Markdown."""


@dataclass(frozen=True, slots=True)
class Form:
    """An upload form around a file that is not in it yet.

    Args:
        before, after: What is sent before the file, and after it.
        size_bytes: Of all three.
    """

    project: str
    before: bytes
    after: bytes
    size_bytes: int

    @classmethod
    def around(
        cls, project: str, *, fields: Iterable[tuple[str, str]], filename: str, file_bytes: int
    ) -> Self:
        """Return the form with these text fields for a file of that name and size."""
        file = ("content", (filename, _PLACE, "application/octet-stream"))
        body, _ = encode_multipart_formdata([*fields, file], _BOUNDARY)
        before, _, after = body.partition(_PLACE)
        return cls(project, before, after, len(before) + file_bytes + len(after))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One upload: its form, and what writes the file into the middle of it."""

    form: Form
    write_file: Callable[[BinaryIO], object]


def of_publication(wheel: Publication) -> Delivery:
    """Return the upload of a wheel that is in memory."""
    content = wheel.built.content
    described = [("description", wheel.distribution.description)] if wheel.distribution.description else []
    form = Form.around(
        wheel.distribution.name,
        fields=[*wheel.form, *described],
        filename=wheel.built.filename,
        file_bytes=len(content),
    )
    return Delivery(form, lambda target: target.write(content))


def of_file(form: Form, path: Path) -> Delivery:
    """Return the upload of a file that is too large for memory."""

    def copy(target: BinaryIO) -> None:
        with path.open("rb") as source:
            shutil.copyfileobj(source, target, 1024**2)

    return Delivery(form, copy)


def new_wheels(projects: Iterable[str], *, described: bool = False) -> Iterator[Delivery]:
    """Yield uploads of 20 kB, each the next version of its project, with a description or without."""
    for project in projects:
        wheel = publication(project, version=f"1.{next(_numbers)}", size_bytes=WHEEL_BYTES)
        if described:
            distribution = replace(wheel.distribution, description=_README)
            wheel = Publication(distribution, build_wheel(distribution))
        yield of_publication(wheel)


def pack(
    deliveries: Iterable[Delivery], *, path: Path, address: str, headers: Callable[[str], Mapping[str, str]]
) -> Batch:
    """Write the requests to a file.

    Args:
        address: Where they are posted to.
        headers: From a project, those that say who posts.
    """
    parts = urlsplit(address)
    lengths = []
    with path.open("wb") as target:
        for each in deliveries:
            head = _head(each.form, path=parts.path, host=parts.netloc, headers=headers(each.form.project))
            target.write(head + each.form.before)
            each.write_file(target)
            target.write(each.form.after)
            lengths.append(len(head) + each.form.size_bytes)
    return Batch(host=parts.hostname or "", port=parts.port or 80, path=str(path), lengths=lengths)


def _head(form: Form, *, path: str, host: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: strongroom-benchmark",
        "Accept: */*",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Type: multipart/form-data; boundary={_BOUNDARY}",
        f"Content-Length: {form.size_bytes}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()
