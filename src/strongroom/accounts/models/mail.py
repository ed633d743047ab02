"""What people want to be written."""

from django.db import models

from strongroom.accounts.models.people import User


class DeclinedMail(models.Model):
    """A kind of mail that somebody has switched off. Which kinds there are: `rules.mail.MailKind`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="declined_mail")
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_is_declined_once")]

    def __str__(self) -> str:
        return f"{self.user_id} wants no {self.kind}"
