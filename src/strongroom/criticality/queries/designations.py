"""Which names are critical, and every time that one was, with what the run found that began it."""

from dataclasses import dataclass
from datetime import date

from strongroom.criticality.models import Designation, Evidence
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class DesignationRecord:
    """One time that a name was, or is, critical.

    Args:
        run_on: Day of the run that began it.
        rules: Those by which that run began it, with the name's rank, downloads and the run's cut-off.
        outside_since: First of the days in a row on which no rule held it; None while one does.
        ended_on: Day it ended; None while it is in force.
        ended_because: What ended it and why, as it is stored: `ending`, a colon, `reason`; empty while it is in force.
    """

    since: date
    run_on: date
    rules: tuple[str, ...]
    rank: int | None
    downloads: int
    cut_off: int
    outside_since: date | None
    ended_on: date | None
    ended_because: str

    @property
    def ending(self) -> str:
        """What ended it (`rules.designation.Ending`)."""
        return self.ended_because.partition(": ")[0]

    @property
    def reason(self) -> str:
        """Why it ended, as a sentence."""
        return self.ended_because.partition(": ")[2]


def list_designations(name: NormalizedName) -> list[DesignationRecord]:
    """Return every time that a name was critical, the newest first."""
    rows = Designation.objects.filter(name=name).select_related("designated_by").order_by("-since", "-pk")
    evidence = {one.run_id: one for one in Evidence.objects.filter(name=name, run__begun__name=name)}
    return [_record(row, evidence.get(row.designated_by_id)) for row in rows]


def designated_since() -> dict[NormalizedName, date]:
    """Return every critical name with the day since when it is."""
    rows = Designation.objects.filter(ended_on=None).values_list("name", "since")
    return {NormalizedName(name): since for name, since in rows}


def is_critical(name: NormalizedName) -> bool:
    """Say whether a designation of this name is in force."""
    return Designation.objects.filter(name=name, ended_on=None).exists()


def _record(row: Designation, began: Evidence | None) -> DesignationRecord:
    return DesignationRecord(
        since=row.since,
        run_on=row.designated_by.on,
        rules=tuple(began.rules) if began else (),
        rank=began.rank if began else None,
        downloads=began.downloads if began else 0,
        cut_off=row.designated_by.cut_off,
        outside_since=row.outside_since,
        ended_on=row.ended_on,
        ended_because=row.ended_because,
    )
