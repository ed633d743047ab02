"""Who operates this index, and what operators say to everybody."""

from django.db import models

from strongroom.accounts.models.people import User


class OperatorRole(models.Model):
    """One role (`rules.operators.Role`) of one operator. Whoever has none is no operator."""

    user = models.ForeignKey(User, models.CASCADE, related_name="operator_roles")
    role = models.CharField(max_length=10)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="operator_role_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Banner(models.Model):
    """A text above every page, from `begins_at` until `ends_at`, for an audience (`rules.banners.Audience`)."""

    text = models.CharField(max_length=500)
    audience = models.CharField(max_length=10)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    shown_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.text
