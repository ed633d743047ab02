"""Tables of counts and details: one module per subject."""

from strongroom.downloads.models.counts import (
    CountedName,
    DailyCount,
    FoldedSegment,
    ImportedLog,
)
from strongroom.downloads.models.details import DetailDay, DetailPiece, LooseDetails
from strongroom.downloads.models.fields import day_number
from strongroom.downloads.models.totals import TotalsWindow, WindowTotal

__all__ = [
    "CountedName",
    "DailyCount",
    "DetailDay",
    "DetailPiece",
    "FoldedSegment",
    "ImportedLog",
    "LooseDetails",
    "TotalsWindow",
    "WindowTotal",
    "day_number",
]
