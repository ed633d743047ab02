"""The ledger of policies: every version of the rules, never changed once it is in force."""

from django.db import models
from django.db.models import Q


class PolicyVersion(models.Model):
    """One version of the rules: announced, and in force from a day on until a later version is.

    `rules` is what `rules.policy.numbers_of` makes of it. Later numbers never come
    into force before earlier ones. A version that was not in force yet may have been withdrawn; its row stays.
    """

    number = models.PositiveIntegerField(unique=True)
    rules = models.JSONField()
    reason = models.TextField()
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=200)
    in_force_from = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_because=""),
                name="withdrawn_policy_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"policy version {self.number}"
