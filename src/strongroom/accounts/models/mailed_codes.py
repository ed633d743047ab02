"""Codes that are mailed to prove that a mailbox is somebody's."""

from django.db import models

from strongroom.accounts.models.people import User


class MailedCode(models.Model):
    """The newest code for one purpose of one person, as a keyed digest: a newer one takes its place.

    `tries` counts every try since `sent_at`, right or wrong.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="mailed_codes")
    purpose = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "purpose"], name="one_mailed_code_per_purpose")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} code of {self.user_id}"
