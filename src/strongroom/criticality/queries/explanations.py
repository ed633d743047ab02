"""Which names are critical, and why: what is known of a name, by its designation and the newest run."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from strongroom.catalog.queries import is_in_population
from strongroom.criticality.models import Designation, Evidence
from strongroom.criticality.queries.runs import RunRecord, find_latest_run, rank_at
from strongroom.downloads.queries import total_of
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a name is critical, or how far it is from being so.

    Args:
        since: Day of its designation in force; None if it is not critical.
        ended_on: Day its last designation ended, if it was critical before.
        rank: Its place in the newest run; None for a name without counted downloads or without files.
        downloads: Counted downloads in that run's window. For a name that was not critical they are those known by
            now, and the rank is the one that goes with them.
        dependents: How many projects needed it; None where that was not asked.
        rules: Rules that fired, or the one that holds.
        outside_since: First of the days in a row on which no rule held it; None while one does.
        run: The newest run; None before the first.
    """

    name: NormalizedName
    since: date | None
    ended_on: date | None
    rank: int | None
    downloads: int | None
    dependents: int | None
    rules: tuple[str, ...]
    outside_since: date | None
    run: RunRecord | None

    @property
    def is_critical(self) -> bool:
        """A designation is in force."""
        return self.since is not None

    @property
    def downloads_above_line(self) -> int | None:
        """How many downloads it is above the cut-off; below zero if it is beneath it."""
        if self.run is None or self.downloads is None:
            return None
        return self.downloads - self.run.cut_off

    @property
    def ranks_above_line(self) -> int | None:
        """How many ranks it is better than the last one of the cohort; below zero if it is behind it."""
        if self.run is None or self.rank is None:
            return None
        return self.run.cohort_size - self.rank


def explain(name: NormalizedName) -> Explanation:
    """Return what is known of a name's criticality."""
    run = find_latest_run()
    newest = Designation.objects.filter(name=name).order_by("-since", "-pk").first()
    evidence = Evidence.objects.filter(run__on=run.on, name=name).first() if run else None
    if evidence is None and run is not None:
        evidence = _measured(name, run)
    return _explanation(name, newest, evidence, run)


def list_critical(names: Collection[str] | None = None) -> list[Explanation]:
    """Return the critical names with their evidence in the newest run, by rank, unranked last."""
    run = find_latest_run()
    designations = Designation.objects.filter(ended_on=None)
    found = Evidence.objects.filter(run__on=run.on) if run else Evidence.objects.none()
    if names is not None:
        designations, found = designations.filter(name__in=names), found.filter(name__in=names)
    evidence = {row.name: row for row in found}
    explained = [
        _explanation(NormalizedName(row.name), row, evidence.get(row.name), run) for row in designations
    ]
    return sorted(explained, key=lambda one: (one.rank is None, one.rank, one.name))


def _measured(name: NormalizedName, run: RunRecord) -> Evidence:
    """Return what the newest run would have noted of a name about which its rules had nothing to say."""
    downloads = total_of(name, run.window, classes=run.counted_classes)
    rank = rank_at(downloads) if downloads and is_in_population(name) else None
    return Evidence(name=name, rank=rank, downloads=downloads, rules=[])


def _explanation(
    name: NormalizedName, newest: Designation | None, evidence: Evidence | None, run: RunRecord | None
) -> Explanation:
    """Return what the newest designation of a name, if it ever had one, and its evidence in the newest run say."""
    in_force = newest if newest is not None and newest.ended_on is None else None
    return Explanation(
        name=name,
        since=in_force.since if in_force else None,
        ended_on=newest.ended_on if newest else None,
        rank=evidence.rank if evidence else None,
        downloads=evidence.downloads if evidence else None,
        dependents=evidence.dependents if evidence else None,
        rules=tuple(evidence.rules) if evidence else (),
        outside_since=in_force.outside_since if in_force else None,
        run=run,
    )
