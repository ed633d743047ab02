"""Tables of counts, and of what was already counted."""

from django.db import models

from strongroom.downloads.models.fields import ClientClassField, DayField


class CountedName(models.Model):
    """A normalized name that was downloaded at least once, or stands in a log that was about to be counted. Never deleted."""

    name = models.CharField(max_length=128, unique=True)

    def __str__(self) -> str:
        return self.name


class DailyCount(models.Model):
    """Downloads of one name on one UTC day by one class of clients.

    In the order of the days: a new day is written at the end, a run reads whole days, and a project's chart looks up its key
    for each day. The table is its own index, on SQLite `WITHOUT ROWID`: a migration that lets Django make the table anew,
    as changing a column does there, must create it as 0003 does.
    """

    pk = models.CompositePrimaryKey("day", "name", "client_class")
    day = DayField()
    name = models.ForeignKey(CountedName, models.PROTECT, db_index=False)
    client_class = ClientClassField()
    downloads = models.BigIntegerField()

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
    `beginning` is the digest of source and first download: chunks of which one begins with the other have the same. It is empty for
    chunks without downloads, and for those that were counted before it was kept. `marks` tell how far another chunk is the same
    (`rules/log_marks.py`). `sample` holds a few of the lines that were not understood, one a line, without what could be an address.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    source = models.CharField(max_length=100, default="", blank=True)
    filename = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField(default=0)
    lines = models.BigIntegerField()
    downloads = models.BigIntegerField(default=0)
    malformed_lines = models.BigIntegerField()
    beginning = models.CharField(max_length=64, default="", blank=True, db_index=True)
    marks = models.BinaryField(default=b"")
    sample = models.TextField(default="", blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        # A chunk that grew is found among those of its name, if it is one without a beginning.
        indexes = [models.Index(fields=["source", "filename"], name="imported_log_by_name")]

    def __str__(self) -> str:
        return self.filename
