"""Critical projects in custody that operators want to give to somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Gift(models.Model):
    """A critical project in custody, on its way to a new owner. `ending` is of `rules.gifts`; empty while it is open."""

    project = models.CharField(max_length=128)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    ending = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(ended_at=None), name="one_open_gift_per_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} to {self.recipient}"
