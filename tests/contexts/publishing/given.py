"""Uploads as the service of publishing takes them, without HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.infra.storage.local import ContentStore
from strongroom.publishing.services import Receipt, Upload
from strongroom.publishing.services import publish as publish_upload
from tests.support.distributions import Sdist, Wheel
from tests.support.given import NOON, acting


def contents() -> ContentStore:
    """Return the content store of this test."""
    return ContentStore(settings.STRONGROOM_CONTENT_FOLDER)


@contextmanager
def staged(built: Wheel | Sdist, **changes: Any) -> Iterator[Upload]:
    """Lend the upload of a distribution as a client sends it.

    Args:
        changes: Attributes of the Upload that are to be different; `fields` is added to the form.
    """
    fields = {**built.form, **changes.pop("fields", {})}
    content = changes.pop("content", built.content)
    with contents().stage() as file:
        file.write(content)
        sent = {
            "filename": built.filename,
            "content_type": "application/octet-stream",
            "size_bytes": len(content),
            "misplaced": (),
            **changes,
        }
        yield Upload(fields=fields, staged=file, **sent)


def publish(built: Wheel | Sdist, *, by: Person, at: datetime = NOON, **changes: Any) -> Receipt:
    """Publish a distribution as this person, with changes to the upload."""
    with staged(built, **changes) as upload:
        return publish_upload(upload, contents=contents(), by=acting(by), now=at)
