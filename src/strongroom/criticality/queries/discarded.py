"""Runs that were taken back, as the journal tells."""

from dataclasses import dataclass
from datetime import date, datetime

from strongroom.infra.journal.queries import list_entries_about

DISCARDED = "designation.runs_discarded"
SUBJECT = "designation runs"
"""What such facts are about; no person has a space in their name."""


@dataclass(frozen=True, slots=True)
class DiscardedRuns:
    """Runs for days that had not come, and why an operator took them back."""

    at: datetime
    days: tuple[date, ...]
    reason: str


def list_discarded_runs() -> list[DiscardedRuns]:
    """Return the newest, newest first."""
    return [
        DiscardedRuns(entry.at, tuple(map(date.fromisoformat, entry.data["days"])), entry.reason)
        for entry in list_entries_about(SUBJECT)
        if entry.kind == DISCARDED
    ]
