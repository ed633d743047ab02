"""Any bytes as the body of an upload: a form, or a refusal in our words."""

import atexit
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.uploads.form import receive
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.form import read_form
from tests.support.distributions import Sdist, Wheel
from tests.support.upload_forms import BOUNDARY, multipart

LIMIT_BYTES = 4096
"""Of the file part; less than the samples' largest."""
UNREADABLE = (
    MultiPartParserError,
    TooManyFieldsSent,
    TooManyFilesSent,
    RequestDataTooBig,
    UnicodeError,
    UnreadablePostError,
)
"""What the view answers with 400."""

_folder = tempfile.TemporaryDirectory(prefix="strongroom-fuzz-")
atexit.register(_folder.cleanup)
_contents = ContentStore(Path(_folder.name))


def feed(data: bytes) -> bool:
    """Read the input as a form; return whether it says which file of which release it is about.

    Raises:
        AssertionError: if something was kept that may not be, or a refusal cannot be shown.
        Exception: if reading ends in anything but a refusal.
    """
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": BytesIO(data),
        }
    )
    with _contents.stage() as staged:
        try:
            form = receive(request, staged, limit_bytes=LIMIT_BYTES)
        except UNREADABLE:
            return False
        assert staged.size_bytes <= min(form.size_bytes, LIMIT_BYTES)
    try:
        read = read_form(form.fields, misplaced=form.misplaced)
    except UploadRefused as refusal:
        _check(refusal)
        return False
    assert read.version
    assert read.name
    if read.faults:
        _check(UploadRefused(*read.faults))
    return True


def seeds() -> Iterator[bytes]:
    """Yield the bodies that twine would send, with many fields among them."""
    headers = {
        "Summary": "A demonstration",
        "Requires-Python": ">=3.9",
        "Requires-Dist": ["a>=1; extra == 'x'", "b @ https://files.example/b.whl"],
        "Provides-Extra": "x",
        "Project-URL": ["Home, https://demo.example"],
        "Classifier": ["Programming Language :: Python :: 3", "Private :: No"],
        "License-Expression": "MIT OR Apache-2.0",
        "License-File": "LICENSE",
        "Description-Content-Type": "text/markdown; charset=UTF-8; variant=GFM",
        "Author-email": "Ada <ada@people.example>",
        "Keywords": "a,b",
        "Dynamic": "Requires-Dist",
        "Import-Name": "demo",
    }
    for built in (Wheel(), Sdist(), Wheel(headers=headers), Sdist(headers=headers)):
        yield multipart(built)[0]


def _check(refusal: UploadRefused) -> None:
    assert refusal.message.isprintable()
    assert all(fault.what and fault.next_step for fault in refusal.faults)
