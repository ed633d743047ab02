"""The runs that are stored, as frozen records, and the ranking of the newest one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from strongroom.criticality.errors import RunNotFound
from strongroom.criticality.models import DesignationRun, RankStep
from strongroom.criticality.rules.policy import Policy, from_text
from strongroom.criticality.rules.ranking import band_size
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


def rank_at(downloads: int) -> int | None:
    """Return the rank that goes with a number of downloads in the newest run; None for none, or before the first run."""
    ranked = DesignationRun.objects.order_by("-on").values_list("ranked", flat=True).first()
    if ranked is None or downloads <= 0:
        return None
    steps = RankStep.objects.filter(downloads__lte=downloads).order_by("-downloads")
    return steps.values_list("rank", flat=True).first() or ranked + 1


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
