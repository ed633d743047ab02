"""Put mail into the outbox, and deliver what is due."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

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

log = logging.getLogger(__name__)


def enqueue(recipient: str, *, subject: str, text: str, at: datetime, topic: str = "") -> None:
    """Keep a message to one recipient; it is delivered once the running transaction has committed.

    Args:
        topic: What the message belongs to, where it is shown again later; see `queries.list_letters`.
    """
    OutgoingMail.objects.create(
        recipient=recipient,
        sender=settings.DEFAULT_FROM_EMAIL,
        topic=topic,
        subject=" ".join(subject.split()),
        text=text,
        created_at=at,
        next_attempt_at=at,
    )


def deliver_due(send: Callable[[EmailMessage], object], *, now: datetime) -> int:
    """Hand every due message to `send`, oldest first; return how many it took.

    An error of `send` is kept with the message, which is tried again later. Run it in one process only.
    """
    due = OutgoingMail.objects.filter(sent_at=None, given_up_at=None, next_attempt_at__lte=now)
    return sum(_deliver(mail, send, now) for mail in due.order_by("pk").iterator(chunk_size=100))


def _deliver(mail: OutgoingMail, send: Callable[[EmailMessage], object], now: datetime) -> bool:
    message = EmailMessage(
        mail.subject, mail.text, mail.sender, [mail.recipient], headers={"Auto-Submitted": "auto-generated"}
    )
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        send(message)
    except Exception as error:  # noqa: BLE001 - whatever the mail server or network says, the message stays
        log.warning("mail %s to %s was not taken: %s", mail.pk, mail.recipient, error)
        _postpone(row, mail.attempts, str(error), now)
        return False
    row.update(sent_at=now, attempts=F("attempts") + 1, last_error="")
    return True


def _postpone(row: QuerySet[OutgoingMail], attempts: int, error: str, now: datetime) -> None:
    final = attempts >= len(RETRY_AFTER)
    row.update(
        attempts=attempts + 1,
        last_error=error[:500],
        next_attempt_at=now if final else now + RETRY_AFTER[attempts],
        given_up_at=now if final else None,
    )
