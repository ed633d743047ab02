"""Accounts that came from a company's directory."""

from django.db import models

from strongroom.accounts.models.people import User


class DirectoryAccount(models.Model):
    """The directory has the password of this account, which it was made for.

    `entry_id`: what the directory never gives to another entry. `name`: the user name there, at the last sign-in.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="directory_account")
    entry_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=50)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"
