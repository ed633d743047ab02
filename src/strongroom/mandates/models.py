"""Tables of mandates, the projects they cover and the people they bind."""

from django.conf import settings
from django.db import models


class Strength(models.TextChoices):
    """Which second factors satisfy a mandate."""

    ANY = "any"
    PHISHING_RESISTANT = "phishing-resistant"


class Mandate(models.Model):
    """A rule that some people need a second factor for some projects.

    The scope of this release is the critical projects; there is one mandate at a time.
    """

    scope = models.CharField(max_length=20, default="critical-projects")
    strength = models.CharField(max_length=20, choices=Strength, default=Strength.ANY)
    notice_days = models.PositiveSmallIntegerField()
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=200)
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=models.Q(ended_at=None), name="one_mandate_in_force_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} announced {self.announced_at:%Y-%m-%d}"


class MandatedProject(models.Model):
    """One project under a mandate, with dates of its own: each designation gets its own notice."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="projects")
    name = models.CharField(max_length=128)
    announced_at = models.DateTimeField()
    deadline = models.DateTimeField()
    enforcement_told_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "name"],
                condition=models.Q(lapsed_at=None),
                name="one_running_term_per_project",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.deadline:%Y-%m-%d}"


class Obligation(models.Model):
    """One person under one mandate: when told, of which projects, and which reminders were sent."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="obligations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="obligations")
    opened_at = models.DateTimeField()
    told_projects = models.JSONField(default=list)
    reminders_sent = models.JSONField(default=list)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "user"], name="one_obligation_per_person_and_mandate")
        ]

    def __str__(self) -> str:
        return f"{self.user} under {self.mandate}"


class ProtectionFigure(models.Model):
    """The dashboard's numbers of one day, kept so that they can be drawn over time."""

    on = models.DateField(unique=True)
    critical_projects = models.PositiveIntegerField()
    people_bound = models.PositiveIntegerField()
    bound_with_phishing_resistant = models.PositiveIntegerField()
    bound_with_totp_only = models.PositiveIntegerField()
    voluntary = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"figures of {self.on}"
