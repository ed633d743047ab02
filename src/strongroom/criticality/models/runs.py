"""Runs, their evidence, and the designations that they began and ended."""

from django.db import models


class DesignationRun(models.Model):
    """One day's designation: what went in (as a digest), what came out, and the file from which anybody repeats it.

    `ranked` is how many projects had counted downloads, `band_cut_off` the least downloads that keep a project in.
    Runs that were made before there were files have no `file_name`. `curve` is the ranking in few points: pairs of
    rank and downloads.
    """

    on = models.DateField(unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    population = models.PositiveIntegerField()
    cohort_size = models.PositiveIntegerField()
    cut_off = models.BigIntegerField()
    band_cut_off = models.BigIntegerField(default=0)
    ranked = models.PositiveIntegerField(default=0)
    critical = models.PositiveIntegerField()
    policy = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=80, default="", blank=True)
    file_bytes = models.BigIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, default="", blank=True)
    entered = models.JSONField(default=list)
    left = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    curve = models.JSONField(default=list)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"run of {self.on}"


class RankStep(models.Model):
    """The rank that a number of counted downloads had in the newest run; there are no others."""

    downloads = models.BigIntegerField(primary_key=True)
    rank = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.downloads}: rank {self.rank}"


class Designation(models.Model):
    """A name is, or was, critical: from `since`, until `ended_on` if that is set.

    `outside_since` is as the run of `outside_decided_on` left it, and `outside_before` as that run found it: the same
    day again begins from there.
    """

    name = models.CharField(max_length=128)
    since = models.DateField()
    designated_by = models.ForeignKey(DesignationRun, models.PROTECT, related_name="begun")
    outside_since = models.DateField(null=True)
    outside_before = models.DateField(null=True)
    outside_decided_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_on=None), name="one_designation_in_force_per_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"


class Evidence(models.Model):
    """Why a name was critical in a run: its rank, its downloads, its dependents and every rule that fired."""

    run = models.ForeignKey(DesignationRun, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=128)
    rank = models.PositiveIntegerField(null=True)
    downloads = models.BigIntegerField()
    dependents = models.PositiveIntegerField(null=True)
    rules = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_evidence_per_run_and_name")]
        indexes = [models.Index(fields=["name"], name="evidence_name")]

    def __str__(self) -> str:
        return f"{self.name} in {self.run}"
