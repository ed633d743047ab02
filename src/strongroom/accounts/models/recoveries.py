"""Requests to be given an account back, and what operators said to them."""

from django.db import models
from django.db.models import Q

from strongroom.accounts.models.people import User


class Recovery(models.Model):
    """One request. How far it has come follows from its dates and approvals (`rules.recoveries.stage_at`).

    `asked_by` and `ended_by` are actors as the journal writes them. `password_given`: whoever asked had just typed
    the right password. `new_address` is empty where the account's own primary address still works.
    `waits_until` is set by the second approval.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    password_given = models.BooleanField()
    lost = models.CharField(max_length=500)
    evidence = models.TextField()
    new_address = models.EmailField(max_length=254, blank=True)
    waits_until = models.DateTimeField(null=True)
    link_mailed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_open_recovery_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="a_recovery_that_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk} of {self.user}"


class RecoveryApproval(models.Model):
    """An operator's yes, with the words that the person and their co-owners read. No `operator`: the console."""

    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="approvals")
    operator = models.ForeignKey(User, models.PROTECT, related_name="recovery_approvals", null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    note = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recovery", "by"], name="one_approval_per_operator_and_recovery")
        ]

    def __str__(self) -> str:
        return f"{self.by} approved recovery {self.recovery_id}"
