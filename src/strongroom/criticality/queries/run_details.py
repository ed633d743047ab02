"""What is kept of one run beside its figures, and the figures of all of them, each in a few numbers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Min

from strongroom.criticality.errors import RunNotFound
from strongroom.criticality.models import Designation, DesignationRun, Evidence
from strongroom.criticality.queries.runs import RunRecord
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class RunDay:
    """A run in the figures that are drawn over time."""

    on: date
    cut_off: int
    critical: int


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """What a run noted of a critical name; the fields are as those of `Explanation`."""

    name: NormalizedName
    rank: int | None
    downloads: int
    dependents: int | None
    rules: tuple[str, ...]


def list_run_days() -> list[RunDay]:
    """Return every run, oldest first."""
    return [
        RunDay(*row) for row in DesignationRun.objects.order_by("on").values_list("on", "cut_off", "critical")
    ]


def list_entered(on: date) -> list[EvidenceRecord]:
    """Return the names that became critical with the run of a day, by rank, unranked last."""
    begun = Designation.objects.filter(designated_by__on=on).values("name")
    found = [
        EvidenceRecord(NormalizedName(row.name), row.rank, row.downloads, row.dependents, tuple(row.rules))
        for row in Evidence.objects.filter(run__on=on, name__in=begun)
    ]
    return sorted(found, key=lambda one: (one.rank is None, one.rank, one.name))


def find_curve(on: date) -> list[tuple[int, int]]:
    """Return the ranking of a day's run in few points, (rank, downloads), best first; empty where none is kept."""
    curve = DesignationRun.objects.filter(on=on).values_list("curve", flat=True).first() or []
    return [(rank, downloads) for rank, downloads in curve]


def find_least_dependents(on: date) -> int | None:
    """Return how many projects need the last of those that are critical by their dependents; None where none is."""
    by_dependents = Evidence.objects.filter(run__on=on, dependents__isnull=False)
    least: int | None = by_dependents.aggregate(least=Min("dependents"))["least"]
    return least


def get_file_of(run: RunRecord) -> Path:
    """Return where the file of a run is, from which anybody repeats it.

    Raises:
        RunNotFound: if it left none, or the file is not here any more.
    """
    path: Path = settings.STRONGROOM_RUNS_FOLDER / (run.file_name or "none")
    if not path.is_file():
        raise RunNotFound(
            f"The file of the run of {run.on} is not here.",
            why=f"It was {run.file_name}." if run.file_name else "Runs of earlier versions left none.",
            next_step="If it is the newest run, run the day again: the same inputs give the same file.",
        )
    return path
