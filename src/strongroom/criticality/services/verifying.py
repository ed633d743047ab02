"""Repeat a run from its file: here, or where there is nothing but the file."""

from datetime import date
from pathlib import Path

from strongroom.criticality.errors import RunFileDiffers
from strongroom.criticality.queries.run_details import get_file_of
from strongroom.criticality.queries.runs import RunRecord, get_run
from strongroom.criticality.rules.run_file_reading import Repeated, repeat
from strongroom.criticality.store import read_lines


def verify_file(path: Path) -> Repeated:
    """Repeat the run of a file from anywhere, and compare all that the file says of it; no database is asked.

    Raises:
        RunFileUnfit: if it is not the file of a run, or not all of it.
        RunFileDiffers: if its digest or a result is not what its inputs give.
    """
    return repeat(read_lines(path))


def verify_run(on: date) -> Repeated:
    """Repeat the run of a day from the file that is kept of it, and compare it with what is stored, too.

    Raises:
        RunNotFound: if there was no run, or no file is kept of it.
        RunFileUnfit, RunFileDiffers: as of `verify_file`, or because the file is not that of the stored run.
    """
    stored = get_run(on)
    repeated = verify_file(get_file_of(stored))
    if _figures_stored(stored) != _figures_found(repeated):
        raise RunFileDiffers(
            f"{stored.file_name} is not the file of the stored run of {on}.",
            why=f"The digest of its inputs is {repeated.inputs_sha256}, that of the stored run {stored.inputs_sha256}.",
        )
    return repeated


def _figures_stored(run: RunRecord) -> tuple[object, ...]:
    left = tuple(name for name, _ in run.left)
    figures = run.population, run.cohort_size, run.cut_off, run.critical
    return run.on, run.inputs_sha256, figures, run.entered, left


def _figures_found(repeated: Repeated) -> tuple[object, ...]:
    outcome = repeated.outcome
    left = tuple(departure.name for departure in outcome.left)
    figures = outcome.population_size, outcome.cohort_size, outcome.cut_off, len(outcome.evidence)
    return repeated.on, repeated.inputs_sha256, figures, outcome.entered, left
