"""Counted downloads of each name in the window of the newest run: kept, so that nobody needs to add them up."""

from django.db import models

from strongroom.downloads.models.counts import CountedName


class WindowTotal(models.Model):
    """Counted downloads of one name in the window that `TotalsWindow` tells. No row stands for none."""

    name = models.OneToOneField(CountedName, models.PROTECT, primary_key=True, related_name="total")
    downloads = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.downloads}"


class TotalsWindow(models.Model):
    """Of which days and classes the totals are: one row, or none before the first run.

    `held_to` is the greatest id of a name whose total is there, and ALL_NAMES once none is missing. `classes` are their
    codes in order.
    """

    ALL_NAMES = 2**63 - 1

    first_day = models.DateField()
    last_day = models.DateField()
    classes = models.JSONField()
    held_to = models.BigIntegerField()

    def __str__(self) -> str:
        return f"totals from {self.first_day} to {self.last_day}"
