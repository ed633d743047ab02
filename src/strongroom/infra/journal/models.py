"""The journal's table."""

from django.db import models


class JournalEntry(models.Model):
    """One change. Names are kept as text: an entry outlives what it speaks of.

    All but the origin stays for ever as it was written; `origin_place` and `origin_client` are emptied after 90 days.
    """

    serial = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    project = models.CharField(max_length=128, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    # The database fills them in where a program of the version before writes, while an installation is updated.
    origin_place = models.CharField(max_length=60, blank=True, default="", db_default="")
    origin_client = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["project", "serial"], name="journal_project_serial"),
            models.Index(fields=["subject", "serial"], name="journal_subject_serial"),
            # Of the last 90 days only: it finds what is to be forgotten, however long the journal is.
            models.Index(fields=["at"], name="journal_origin_at", condition=~models.Q(origin_client="")),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.kind} {self.project or self.subject}"
