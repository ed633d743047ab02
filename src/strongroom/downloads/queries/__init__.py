"""How often what was downloaded: one module per subject."""

from strongroom.downloads.queries.classes import CLIENT_CLASSES
from strongroom.downloads.queries.counts import (
    DayCount,
    chart,
    count_names,
    total_of,
    totals,
    totals_by_class,
)
from strongroom.downloads.queries.details import (
    chosen_store,
    count_unbuilt_days,
    find_breakdown,
    get_store,
    iterate_totals_of_details,
)
from strongroom.downloads.queries.totals_held import (
    TotalsHeld,
    find_totals_held,
    iterate_totals,
    total_in_window,
)
from strongroom.downloads.rules.details import Dimension
from strongroom.downloads.store import Breakdown

__all__ = [
    "CLIENT_CLASSES",
    "Breakdown",
    "DayCount",
    "Dimension",
    "TotalsHeld",
    "chart",
    "chosen_store",
    "count_names",
    "count_unbuilt_days",
    "find_breakdown",
    "find_totals_held",
    "get_store",
    "iterate_totals",
    "iterate_totals_of_details",
    "total_in_window",
    "total_of",
    "totals",
    "totals_by_class",
]
