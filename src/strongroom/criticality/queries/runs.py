"""Which names are critical and why, as frozen records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from strongroom.catalog.queries import is_in_population
from strongroom.criticality.errors import RunNotFound
from strongroom.criticality.models import Designation, DesignationRun, Evidence, NamedProject, RankStep
from strongroom.criticality.rules.policy import Policy, from_text
from strongroom.criticality.rules.ranking import band_size
from strongroom.downloads.queries import totals_by_class
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One stored run.

    Args:
        ranked: How many projects had counted downloads.
        band_cut_off: Least downloads that kept a project in.
        file_name: The file from which anybody repeats it, in the folder of runs; empty where it left none.
        file_bytes: Its size, packed, as is `file_sha256`.
    """

    on: date
    first_day: date
    last_day: date
    population: int
    cohort_size: int
    cut_off: int
    band_cut_off: int
    ranked: int
    critical: int
    policy: dict[str, str]
    inputs_sha256: str
    file_name: str
    file_bytes: int
    file_sha256: str
    entered: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...]

    @property
    def window(self) -> Window:
        """The days whose downloads it counted."""
        return Window(self.first_day, self.last_day)

    @property
    def counted_classes(self) -> frozenset[str]:
        """Classes of clients whose downloads it counted."""
        return self.made_by.counted_classes

    @property
    def made_by(self) -> Policy:
        """The policy with the numbers of its day."""
        return from_text(self.policy)

    @property
    def band_size(self) -> int:
        """The last rank at which a standing designation holds."""
        return band_size(self.cohort_size, keep_factor=self.made_by.keep_factor)


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


def find_latest_run() -> RunRecord | None:
    """Return the newest run, or None before the first."""
    row = _rows().order_by("-on").first()
    return _run(row) if row else None


def find_run(on: date) -> RunRecord | None:
    """Return the run of a day, if there was one."""
    row = _rows().filter(on=on).first()
    return _run(row) if row else None


def get_run(on: date) -> RunRecord:
    """Return the run of a day.

    Raises:
        RunNotFound: if there was none.
    """
    run = find_run(on)
    if run is None:
        raise RunNotFound(f"No designation was run for {on}.")
    return run


def list_runs_of(days: Collection[date]) -> list[RunRecord]:
    """Return the runs of these days, the newest first."""
    return [_run(row) for row in _rows().filter(on__in=days).order_by("-on")]


def list_runs(*, limit: int = 400) -> list[RunRecord]:
    """Return the newest runs, oldest first."""
    return [_run(row) for row in _rows().order_by("-on")[:limit]][::-1]


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
    if evidence is None and run is not None:
        evidence = _measured(name, run)
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


def rank_at(downloads: int) -> int | None:
    """Return the rank that goes with a number of downloads in the newest run; None for none, or before the first run."""
    run = DesignationRun.objects.order_by("-on").values_list("ranked", flat=True).first()
    if run is None or downloads <= 0:
        return None
    steps = RankStep.objects.filter(downloads__lte=downloads).order_by("-downloads")
    return steps.values_list("rank", flat=True).first() or run + 1


def list_critical(names: Collection[str] | None = None) -> list[Explanation]:
    """Return the critical names with their evidence in the newest run, by rank, unranked last."""
    run = find_latest_run()
    designations = Designation.objects.filter(ended_on=None)
    found = Evidence.objects.filter(run__on=run.on) if run else Evidence.objects.none()
    if names is not None:
        designations, found = designations.filter(name__in=names), found.filter(name__in=names)
    evidence = {row.name: row for row in found}
    explained = [_explained(row, evidence.get(row.name), run) for row in designations]
    return sorted(explained, key=lambda one: (one.rank is None, one.rank, one.name))


def _measured(name: NormalizedName, run: RunRecord) -> Evidence:
    """Return what the newest run would have noted of a name about which its rules had nothing to say."""
    sums = totals_by_class(name, run.window)
    downloads = sum(sums.get(client_class, 0) for client_class in run.counted_classes)
    rank = rank_at(downloads) if downloads and is_in_population(name) else None
    return Evidence(name=name, rank=rank, downloads=downloads, rules=[])


def _explained(row: Designation, evidence: Evidence | None, run: RunRecord | None) -> Explanation:
    return Explanation(
        name=NormalizedName(row.name),
        since=row.since,
        ended_on=None,
        rank=evidence.rank if evidence else None,
        downloads=evidence.downloads if evidence else None,
        dependents=evidence.dependents if evidence else None,
        rules=tuple(evidence.rules) if evidence else (),
        outside_since=row.outside_since,
        run=run,
    )


def _rows() -> QuerySet[DesignationRun]:
    return DesignationRun.objects.defer("curve")


def _run(row: DesignationRun) -> RunRecord:
    return RunRecord(
        on=row.on,
        first_day=row.first_day,
        last_day=row.last_day,
        population=row.population,
        cohort_size=row.cohort_size,
        cut_off=row.cut_off,
        band_cut_off=row.band_cut_off,
        ranked=row.ranked,
        critical=row.critical,
        policy=row.policy,
        inputs_sha256=row.inputs_sha256,
        file_name=row.file_name,
        file_bytes=row.file_bytes,
        file_sha256=row.file_sha256,
        entered=tuple(row.entered),
        left=tuple((name, reason) for name, reason in row.left),
        candidates=tuple(row.candidates),
    )
