"""Who is signed in where, and the browsers in which people have proved who they are."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from strongroom.accounts.models.people import User


class TrustedBrowser(models.Model):
    """A browser in which this person has proved more than a password. A browser is a cookie, not an address.

    `digest` is a keyed one of the secret in the cookie and of whose it is: of several people in one
    browser the table does not show that it is the same.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="trusted_browsers")
    digest = models.BinaryField(max_length=32, unique=True)
    client = models.CharField(max_length=60)
    place = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"browser of {self.user_id}"


class Session(AbstractBaseSession):
    """What the server keeps between two requests of a browser. `session_store.SessionStore` reads and writes it.

    `session_key` is a keyed digest of the key in the cookie: whoever reads this table can be nobody.
    The columns below repeat what `session_data` says (`rules.sessions`), to be found by; before a
    sign-in there is no `user`.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    # No constraint: a browser may be forgotten while its session goes on.
    browser = models.ForeignKey(TrustedBrowser, models.DO_NOTHING, null=True, db_constraint=False)
    begun_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    client = models.CharField(max_length=60, default="")
    place = models.CharField(max_length=60, default="")
    method = models.CharField(max_length=20, default="")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"session of {self.user_id}"
