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
    """A log file that was counted, by the digest of its content: the same content is never counted twice."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    filename = models.CharField(max_length=255)
    lines = models.BigIntegerField()
    malformed_lines = models.BigIntegerField()
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename
