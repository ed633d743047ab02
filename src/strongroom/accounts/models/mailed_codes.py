"""Codes that are mailed to prove that a mailbox is somebody's."""

from django.db import models

from strongroom.accounts.models.people import User


class MailedCode(models.Model):
    """A code for one purpose of one person, asked for by one request, as a keyed digest.

    `ticket` is what the session of that request keeps. `tries` counts every try since `sent_at`, right or wrong.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="mailed_codes")
    purpose = models.CharField(max_length=20)
    ticket = models.CharField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} code of {self.user_id}"
