"""What is known about the mail addresses of people: their domains, and since when each is confirmed or lapsed."""

from allauth.account.models import EmailAddress
from django.db import models


class WatchedDomain(models.Model):
    """A domain at which somebody who matters has a confirmed address. The row goes when nobody has one there any more.

    `absent_since` and `absences`: since when, and how many times in a row, it was certain that it takes no mail.
    `expiry_told`: the end of its registration that its people were told of.
    """

    domain = models.CharField(max_length=253, unique=True)
    watched_since = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    checked_at = models.DateTimeField(null=True)
    seen = models.CharField(max_length=200, blank=True)
    absent_since = models.DateTimeField(null=True)
    absences = models.PositiveSmallIntegerField(default=0)
    registered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    expiry_told = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(absent_since=None, absences=0)
                | models.Q(absent_since__isnull=False, absences__gt=0),
                name="an_absent_domain_was_seen_absent",
            )
        ]

    def __str__(self) -> str:
        return self.domain


class AddressHistory(models.Model):
    """When an address was last confirmed; and since when and why it no longer counts, until it is confirmed again.

    An address that was confirmed before we kept this has no row.
    """

    address = models.OneToOneField(EmailAddress, models.CASCADE, related_name="history", primary_key=True)
    confirmed_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    lapsed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lapsed_at=None, lapsed_because="")
                | (models.Q(lapsed_at__isnull=False) & ~models.Q(lapsed_because="")),
                name="a_lapsed_address_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"history of {self.address_id}"
