"""The throttle's table."""

from django.db import models


class Allowance(models.Model):
    """Attempts made under one key since the beginning of its present span."""

    key = models.CharField(max_length=200, primary_key=True)
    begun_at = models.DateTimeField()
    attempts = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.attempts}"
