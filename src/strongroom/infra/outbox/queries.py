"""Read what was written to people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.infra.outbox.models import Bounce, OutgoingMail

BOUNCE_STANDS = timedelta(days=30)
"""After the last one. While mail is written, each that comes back renews the mark; where none was, nothing is known any more."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An address that mail does not reach.

    Args:
        said: By the mail server, the last time.
    """

    address: str
    since: datetime
    last_at: datetime
    times: int
    said: str


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message to somebody, as it was written."""

    subject: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message, as far as it is known.

    Args:
        taken_at: When a mail server took it.
        returned_at: When it was known that it does not arrive; `said` is why.
    """

    taken_at: datetime | None = None
    returned_at: datetime | None = None
    said: str = ""


def list_fates(numbers: Collection[int]) -> dict[int, Fate]:
    """Return what became of these messages, by number; those that nobody keeps any more are left out.

    A message has come back if the mail server refused it for good, or if a later report says that mail does not reach
    its recipient: of two letters to the same mailbox neither was read.
    """
    rows = list(OutgoingMail.objects.filter(pk__in=numbers).defer("text", "headers"))
    bounces = {
        one.recipient: one for one in Bounce.objects.filter(recipient__in={row.recipient for row in rows})
    }
    return {row.pk: _fate(row, bounces.get(row.recipient)) for row in rows}


def _fate(row: OutgoingMail, bounce: Bounce | None) -> Fate:
    if bounce is not None and bounce.last_at >= row.created_at:
        return Fate(row.sent_at, bounce.last_at, bounce.said)
    return Fate(row.sent_at, row.given_up_at, row.last_error if row.given_up_at else "")


def list_letters(recipient: str, *, topics: Collection[str], limit: int = 20) -> list[KeptMessage]:
    """Return the newest messages of these topics to an address, newest first."""
    rows = OutgoingMail.objects.filter(recipient=recipient, topic__in=topics).order_by("-pk")[:limit]
    return [KeptMessage(row.subject, row.text, row.created_at) for row in rows]


def list_undelivered(addresses: Collection[str], *, now: datetime) -> list[Undelivered]:
    """Return those of these addresses that mail did not reach lately, the most recent first."""
    rows = Bounce.objects.filter(recipient__in=addresses, last_at__gt=now - BOUNCE_STANDS).order_by(
        "-last_at", "recipient"
    )
    return [Undelivered(row.recipient, row.since, row.last_at, row.times, row.said) for row in rows]
