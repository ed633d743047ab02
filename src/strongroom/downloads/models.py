"""Tables of counts, and of what was already counted."""

from django.db import models


class CountedName(models.Model):
    """A normalized name that was downloaded at least once. Never deleted."""

    name = models.CharField(max_length=128, unique=True)

    def __str__(self) -> str:
        return self.name


class DailyCount(models.Model):
    """Downloads of one name on one UTC day by one class of clients."""

    day = models.DateField()
    name = models.ForeignKey(CountedName, models.PROTECT)
    client_class = models.CharField(max_length=10)
    downloads = models.BigIntegerField()

    class Meta:
        constraints = [
            # Name first: a project's chart is one range of this index.
            models.UniqueConstraint(
                fields=["name", "day", "client_class"], name="one_count_per_name_day_class"
            )
        ]
        indexes = [models.Index(fields=["day"], name="daily_count_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.client_class}: {self.downloads}"


class FoldedSegment(models.Model):
    """How far one segment of our own event log has been counted: a byte offset, moved in the counting transaction."""

    name = models.CharField(max_length=120, primary_key=True)
    offset_bytes = models.BigIntegerField(default=0)
    malformed_lines = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}@{self.offset_bytes}"


class ImportedLog(models.Model):
    """A chunk of a log that was counted: the ledger by which the same content is never counted twice. Never deleted.

    `sha256` is of source and decompressed content, so neither a new name nor another compression makes a new chunk.
    `sample` holds a few of the lines that were not understood, one a line, without what could be an address.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    source = models.CharField(max_length=100, default="", blank=True)
    filename = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField(default=0)
    lines = models.BigIntegerField()
    downloads = models.BigIntegerField(default=0)
    malformed_lines = models.BigIntegerField()
    sample = models.TextField(default="", blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        # A chunk that grew is found among those of its name.
        indexes = [models.Index(fields=["source", "filename"], name="imported_log_by_name")]

    def __str__(self) -> str:
        return self.filename
