"""Put mail into the outbox, and deliver what is due."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet

from strongroom.foundation.errors import Refusal
from strongroom.infra.outbox.bounces import forget_refusal, message_id, record_refusal
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.refusals import is_final, is_of_the_server, words_of

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""Waiting time after each failed attempt. After the last one we give up and say so in the row."""

_AT_ONCE = 20
"""Messages in a portion: behind so many a code may wait for which somebody sits before a page."""

_SUBJECT_LENGTH = 400
"""Characters; as many as the table keeps."""

log = logging.getLogger(__name__)


class MailServerUnreachable(Refusal):
    """No message can be delivered now, whoever it is to."""

    code = "mail_server_unreachable"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one recipient.

    Args:
        topic: What it belongs to, where it is shown again later; see `queries.list_letters`.
        may_wait: It is one of many, or nobody sits and waits for it.
        headers: Beside sender, recipient, subject, date and number.
    """

    recipient: str
    subject: str
    text: str
    topic: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    may_wait: bool = False


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
            may_wait=message.may_wait,
        )
        for message in messages
    )
    return [mail.pk for mail in kept]


def deliver_due(send: Callable[[EmailMessage], object], *, now: datetime) -> Iterator[int]:
    """Hand every due message to `send`, portion by portion, and yield how many of each it took: first those that may not wait, oldest first.

    An error of `send` is kept with the message, which is tried again later, unless the mail server has refused its
    recipient for good: then it is given up, and the recipient marked (`bounces`). Run it in one process only.

    Raises:
        MailServerUnreachable: the server does not answer, or not to us; whatever was not tried stays due.
    """
    due = OutgoingMail.objects.filter(sent_at=None, given_up_at=None, next_attempt_at__lte=now)
    # Read whole: on SQLite a query that is still open keeps its connection from noting what was sent.
    while mails := list(due.order_by("may_wait", "pk")[:_AT_ONCE]):
        yield sum(_deliver(mail, send, now) for mail in mails)


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
    except Exception as error:
        said = words_of(error)
        log.warning("mail %s to %s was not taken: %s", mail.pk, mail.recipient, said)
        is_refused = is_final(error)
        _postpone(row, mail.attempts, said, now, final=is_refused or mail.attempts >= len(RETRY_AFTER))
        if is_refused:
            record_refusal(mail, said=said, by_report=False, now=now)
        if is_of_the_server(error):
            raise MailServerUnreachable(
                f"The mail server takes no mail: {said.rstrip('.')}.",
                why="It does not answer, or it does not know us, so that no other message was tried.",
                next_step="Look at STRONGROOM_MAIL and at the server. What waits is tried again.",
            ) from error
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
