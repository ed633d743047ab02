"""The outbox's table."""

from django.db import models


class OutgoingMail(models.Model):
    """One message to one recipient, and what became of it; one that `may_wait` goes after all that may not."""

    recipient = models.EmailField(max_length=254)
    sender = models.CharField(max_length=300)
    topic = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    may_wait = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["may_wait", "id"],
                name="outbox_open",
                condition=models.Q(sent_at=None, given_up_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"to {self.recipient}: {self.subject}"


class Bounce(models.Model):
    """An address that mail does not reach, as far as we were told: a mark, which decides nothing.

    `by_report`: we were told after a server had taken the message, so that a server which takes another one
    proves nothing.
    """

    recipient = models.EmailField(max_length=254, unique=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    said = models.CharField(max_length=500)
    by_report = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.recipient} is not reached"
