"""Read what was written to people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from strongroom.infra.outbox.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it was written."""

    subject: str
    text: str
    created_at: datetime


def list_letters(recipient: str, *, topics: Collection[str], limit: int = 20) -> list[Letter]:
    """Return the newest messages of these topics to an address, newest first."""
    rows = OutgoingMail.objects.filter(recipient=recipient, topic__in=topics).order_by("-pk")[:limit]
    return [Letter(row.subject, row.text, row.created_at) for row in rows]
