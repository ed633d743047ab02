"""Django's mail functions write to the outbox, so that whatever calls them is transactional."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from strongroom.foundation import clock
from strongroom.infra.outbox.services import enqueue


class OutboxBackend(BaseEmailBackend):
    """Keep each message, one row per recipient, instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were kept."""
        now = clock.now()
        for message in email_messages:
            for recipient in message.recipients():
                enqueue(recipient, subject=str(message.subject), text=str(message.body), at=now)
        return len(email_messages)
