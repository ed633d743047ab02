"""Contests of designations: what owners say is wrong, and what operators answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Contest(models.Model):
    """An owner says that a name should not be critical. Open until it is answered or taken back.

    `outcome` is of `rules.contests`. Keyed by name, as designations are.
    """

    name = models.CharField(max_length=128)
    contested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    contested_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(answered_at=None), name="one_open_contest_per_name"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="") | Q(answered_at__isnull=False) & ~Q(outcome=""),
                name="an_ended_contest_says_how",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="contest_name")]

    def __str__(self) -> str:
        return f"contest {self.pk} of {self.name}"
