"""Put mail into the outbox, and deliver what is due."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet

from strongroom.infra.outbox.bounces import forget_refusal, message_id, record_refusal
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.refusals import is_final, words_of

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""Waiting time after each failed attempt. After the last one we give up and say so in the row."""

_AT_ONCE = 100
"""Messages that are read together when they are delivered."""

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


def enqueue_all(messages: Iterable[Message], *, at: datetime) -> list[int]:
    """Keep these messages, by one statement; they are delivered once the running transaction has committed.

    Whatever they carry, a subject and each header is one line. Returns their numbers, by which `queries.list_fates`
    tells what became of them.
    """
    kept = OutgoingMail.objects.bulk_create(
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
    return [mail.pk for mail in kept]


def deliver_due(send: Callable[[EmailMessage], object], *, now: datetime) -> int:
    """Hand every due message to `send`, oldest first; return how many it took.

    An error of `send` is kept with the message, which is tried again later, unless the mail server has refused its
    recipient for good: then it is given up, and the recipient marked (`bounces`). Run it in one process only.
    """
    due = OutgoingMail.objects.filter(sent_at=None, given_up_at=None, next_attempt_at__lte=now).order_by("pk")
    taken, last = 0, 0
    # Portions that are read whole: on SQLite a query that is still open keeps its connection from noting what was sent.
    while mails := list(due.filter(pk__gt=last)[:_AT_ONCE]):
        taken += sum(_deliver(mail, send, now) for mail in mails)
        last = mails[-1].pk
    return taken


def forget_letters(recipients: Collection[str]) -> None:
    """Delete what was written to these addresses, but for what is still to be delivered."""
    written = OutgoingMail.objects.filter(recipient__in=recipients)
    written.exclude(sent_at=None, given_up_at=None).delete()


def _deliver(mail: OutgoingMail, send: Callable[[EmailMessage], object], now: datetime) -> bool:
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": message_id(mail), **mail.headers}
    message = EmailMessage(mail.subject, mail.text, mail.sender, [mail.recipient], headers=headers)
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        send(message)
    except Exception as error:  # noqa: BLE001 - whatever the mail server or network says, the message stays
        said = words_of(error)
        log.warning("mail %s to %s was not taken: %s", mail.pk, mail.recipient, said)
        is_refused = is_final(error)
        _postpone(row, mail.attempts, said, now, final=is_refused or mail.attempts >= len(RETRY_AFTER))
        if is_refused:
            record_refusal(mail, said=said, by_report=False, now=now)
        return False
    row.update(sent_at=now, attempts=F("attempts") + 1, last_error="")
    forget_refusal(mail.recipient)
    return True


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _postpone(row: QuerySet[OutgoingMail], attempts: int, said: str, now: datetime, *, final: bool) -> None:
    row.update(
        attempts=attempts + 1,
        last_error=said[:500],
        next_attempt_at=now if final else now + RETRY_AFTER[attempts],
        given_up_at=now if final else None,
    )
