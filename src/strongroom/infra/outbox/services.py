"""Put mail into the outbox, and deliver what is due."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet

from strongroom.infra.outbox.models import OutgoingMail

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""Waiting time after each failed attempt. After the last one we give up and say so in the row."""

_SUBJECT_LENGTH = 400
"""Characters; as many as the table keeps."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one recipient.

    Args:
        topic: What it belongs to, where it is shown again later; see `queries.list_letters`.
        headers: Beside sender, recipient, subject, date and number.
    """

    recipient: str
    subject: str
    text: str
    topic: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def enqueue(recipient: str, *, subject: str, text: str, at: datetime, topic: str = "") -> None:
    """Keep a message to one recipient; it is delivered once the running transaction has committed."""
    enqueue_all([Message(recipient, subject, text, topic)], at=at)


def enqueue_all(messages: Iterable[Message], *, at: datetime) -> None:
    """Keep these messages, by one statement; they are delivered once the running transaction has committed.

    Whatever they carry, a subject and each header is one line.
    """
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            recipient=message.recipient,
            sender=settings.DEFAULT_FROM_EMAIL,
            topic=message.topic,
            subject=_one_line(message.subject)[:_SUBJECT_LENGTH],
            text=message.text,
            headers={name: _one_line(value) for name, value in message.headers.items()},
            created_at=at,
            next_attempt_at=at,
        )
        for message in messages
    )


def deliver_due(send: Callable[[EmailMessage], object], *, now: datetime) -> int:
    """Hand every due message to `send`, oldest first; return how many it took.

    An error of `send` is kept with the message, which is tried again later. Run it in one process only.
    """
    due = OutgoingMail.objects.filter(sent_at=None, given_up_at=None, next_attempt_at__lte=now)
    return sum(_deliver(mail, send, now) for mail in due.order_by("pk").iterator(chunk_size=100))


def _deliver(mail: OutgoingMail, send: Callable[[EmailMessage], object], now: datetime) -> bool:
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(mail), **mail.headers}
    message = EmailMessage(mail.subject, mail.text, mail.sender, [mail.recipient], headers=headers)
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        send(message)
    except Exception as error:  # noqa: BLE001 - whatever the mail server or network says, the message stays
        log.warning("mail %s to %s was not taken: %s", mail.pk, mail.recipient, error)
        _postpone(row, mail.attempts, str(error), now)
        return False
    row.update(sent_at=now, attempts=F("attempts") + 1, last_error="")
    return True


def _message_id(mail: OutgoingMail) -> str:
    """Return the same for every attempt: a message that is delivered twice is recognized as one."""
    host = urlsplit(settings.STRONGROOM_URL).hostname or "localhost"
    return f"<outbox.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{host}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _postpone(row: QuerySet[OutgoingMail], attempts: int, error: str, now: datetime) -> None:
    final = attempts >= len(RETRY_AFTER)
    row.update(
        attempts=attempts + 1,
        last_error=error[:500],
        next_attempt_at=now if final else now + RETRY_AFTER[attempts],
        given_up_at=now if final else None,
    )
