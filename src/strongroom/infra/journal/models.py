"""The journal's table."""

from django.db import models


class JournalEntry(models.Model):
    """One change. Names are kept as text: an entry outlives what it speaks of."""

    serial = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    project = models.CharField(max_length=128, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["project", "serial"], name="journal_project_serial"),
            models.Index(fields=["subject", "serial"], name="journal_subject_serial"),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.kind} {self.project or self.subject}"
