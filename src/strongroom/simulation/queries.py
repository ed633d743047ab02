"""How far a simulation was lived through."""

from datetime import date

from strongroom.criticality.queries import list_run_days
from strongroom.simulation.rules.size import Size


def find_last_whole_day(size: Size) -> date | None:
    """Return the last day that was lived through, whose run and everything after it are one transaction; None before the first."""
    return max((run.on for run in list_run_days() if run.on <= size.last_day), default=None)
