"""Tables of runs and designations. Keyed by name, not by project: see the module above."""

from django.db import models


class NamedProject(models.Model):
    """A name that operators added to the critical ones, or released from them, with the reason."""

    name = models.CharField(max_length=128, unique=True)
    effect = models.CharField(max_length=8, choices=[("added", "added"), ("released", "released")])
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.effect}"


class DesignationRun(models.Model):
    """One day's designation: what went in (as a digest), what came out."""

    on = models.DateField(unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    population = models.PositiveIntegerField()
    cohort_size = models.PositiveIntegerField()
    cut_off = models.BigIntegerField()
    critical = models.PositiveIntegerField()
    policy = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    entered = models.JSONField(default=list)
    left = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"run of {self.on}"


class Designation(models.Model):
    """A name is, or was, critical: from `since`, until `ended_on` if that is set."""

    name = models.CharField(max_length=128)
    since = models.DateField()
    designated_by = models.ForeignKey(DesignationRun, models.PROTECT, related_name="begun")
    outside_since = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_on=None), name="one_designation_in_force_per_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"


class Evidence(models.Model):
    """Why a name was critical in a run: its rank, its downloads and every rule that fired."""

    run = models.ForeignKey(DesignationRun, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=128)
    rank = models.PositiveIntegerField(null=True)
    downloads = models.BigIntegerField()
    rules = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_evidence_per_run_and_name")]
        indexes = [models.Index(fields=["name"], name="evidence_name")]

    def __str__(self) -> str:
        return f"{self.name} in {self.run}"
