"""Moments at which an account may have got into other hands."""

from django.db import models

from strongroom.accounts.models.people import User


class HandsChange(models.Model):
    """Whoever had the account before need not be who has it now. Until `ends_at` it changes no critical project.

    `cause` is one of `rules.hands.HandsCause`. `disputed_at`: the owner said by the link in the letter about
    it that this was not them; the link does nothing more then.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="hands_changes")
    cause = models.CharField(max_length=20)
    changed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    disputed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("changed_at")), name="hands_change_ends_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} of {self.user_id} until {self.ends_at:%Y-%m-%d %H:%M}"
