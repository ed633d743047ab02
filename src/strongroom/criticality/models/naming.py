"""What operators decided about single names."""

from django.db import models


class Effect(models.TextChoices):
    """What was decided about a name: it is on the operators' list, or a contest of it was granted."""

    ADDED = "added", "added"
    RELEASED = "released", "released"


class NamedProject(models.Model):
    """A name that operators added to the critical ones, or released from them, with the reason."""

    name = models.CharField(max_length=128, unique=True)
    effect = models.CharField(max_length=8, choices=Effect)
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.effect}"
