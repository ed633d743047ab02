"""Which names are critical and why, as frozen records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from strongroom.criticality.models import Designation, DesignationRun, Evidence, NamedProject
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One stored run."""

    on: date
    first_day: date
    last_day: date
    population: int
    cohort_size: int
    cut_off: int
    critical: int
    policy: dict[str, str]
    inputs_sha256: str
    entered: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a name is critical, or how far it is from being so.

    Args:
        since: Day of its designation in force; None if it is not critical.
        ended_on: Day its last designation ended, if it was critical before.
        rank: Its place in the newest run, if it was critical then and had downloads.
        downloads: Counted downloads in that run's window, if it was critical then.
        rules: Rules that fired, or the one that holds.
        run: The newest run; None before the first.
    """

    name: NormalizedName
    since: date | None
    ended_on: date | None
    rank: int | None
    downloads: int | None
    rules: tuple[str, ...]
    run: RunRecord | None

    @property
    def is_critical(self) -> bool:
        """A designation is in force."""
        return self.since is not None


def find_latest_run() -> RunRecord | None:
    """Return the newest run, or None before the first."""
    row = DesignationRun.objects.order_by("-on").first()
    return _run(row) if row else None


def list_runs(*, limit: int = 400) -> list[RunRecord]:
    """Return the newest runs, oldest first."""
    return [_run(row) for row in DesignationRun.objects.order_by("-on")[:limit]][::-1]


def designated_since() -> dict[NormalizedName, date]:
    """Return every critical name with the day since when it is."""
    rows = Designation.objects.filter(ended_on=None).values_list("name", "since")
    return {NormalizedName(name): since for name, since in rows}


def is_critical(name: NormalizedName) -> bool:
    """Say whether a designation of this name is in force."""
    return Designation.objects.filter(name=name, ended_on=None).exists()


def is_named(name: NormalizedName) -> bool:
    """Operators have added this name to the critical ones."""
    return NamedProject.objects.filter(name=name, effect="added").exists()


def explain(name: NormalizedName) -> Explanation:
    """Return what is known of a name's criticality."""
    run = find_latest_run()
    newest = Designation.objects.filter(name=name).order_by("-since", "-pk").first()
    in_force = newest if newest is not None and newest.ended_on is None else None
    evidence = Evidence.objects.filter(run__on=run.on, name=name).first() if run else None
    return Explanation(
        name=name,
        since=in_force.since if in_force else None,
        ended_on=newest.ended_on if newest else None,
        rank=evidence.rank if evidence else None,
        downloads=evidence.downloads if evidence else None,
        rules=tuple(evidence.rules) if evidence else (),
        run=run,
    )


def list_critical(names: Collection[str] | None = None) -> list[Explanation]:
    """Return the critical names with their evidence in the newest run, by rank, unranked last."""
    run = find_latest_run()
    designations = Designation.objects.filter(ended_on=None)
    if names is not None:
        designations = designations.filter(name__in=names)
    evidence = {row.name: row for row in Evidence.objects.filter(run__on=run.on)} if run else {}
    explained = [_explained(row, evidence.get(row.name), run) for row in designations]
    return sorted(explained, key=lambda one: (one.rank is None, one.rank, one.name))


def _explained(row: Designation, evidence: Evidence | None, run: RunRecord | None) -> Explanation:
    return Explanation(
        name=NormalizedName(row.name),
        since=row.since,
        ended_on=None,
        rank=evidence.rank if evidence else None,
        downloads=evidence.downloads if evidence else None,
        rules=tuple(evidence.rules) if evidence else (),
        run=run,
    )


def _run(row: DesignationRun) -> RunRecord:
    return RunRecord(
        on=row.on,
        first_day=row.first_day,
        last_day=row.last_day,
        population=row.population,
        cohort_size=row.cohort_size,
        cut_off=row.cut_off,
        critical=row.critical,
        policy=row.policy,
        inputs_sha256=row.inputs_sha256,
        entered=tuple(row.entered),
        left=tuple((name, reason) for name, reason in row.left),
        candidates=tuple(row.candidates),
    )
