"""Tables of the detail store's ledger: which pieces each of its days consists of, and how far it is built."""

from django.db import models


class DetailDay(models.Model):
    """A day of the detail store.

    Args:
        changes: How often something was added to the day.
        built: How many of these changes the store holds.
        tried_at: When it was built the last time, or could not be.
        downloads: Of all that was added, by class of client; what the store must hold once it is built.
        closed: The day's pieces are gone: the store alone has it.
    """

    day = models.DateField(primary_key=True)
    changes = models.BigIntegerField(default=0)
    built = models.BigIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    downloads = models.JSONField(default=dict)
    closed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day}: {self.built} of {self.changes} changes built"


class DetailPiece(models.Model):
    """A file of rows that belongs to a day; named in the transaction that counts what it holds."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    downloads = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="one_piece_per_day_digest")]

    def __str__(self) -> str:
        return f"{self.day} {self.digest}"


class LooseDetails(models.Model):
    """Rows of one day that our own servers logged, compressed as a piece is. Many of them make a file."""

    day = models.DateField(db_index=True)
    rows = models.BinaryField()
    downloads = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.downloads}"
