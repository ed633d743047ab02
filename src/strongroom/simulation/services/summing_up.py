"""Say what came of a simulation, from what it stored."""

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.criticality.queries import designated_since, list_runs
from strongroom.mandates.queries import Figures, list_figures
from strongroom.simulation.rules.population import ATOMICWRITES
from strongroom.simulation.rules.size import ANNOUNCED_ON

_RUNS_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Summary:
    """A simulation in numbers.

    Args:
        announced: The figures of the day of the announcement; None where it was not reached yet.
        last: The figures of the last day.
        role_rows: Roles on the projects that were critical on the day of the announcement: who has two is two.
        uploads: Files that were published while it was lived through.
        uploads_refused: Those that were refused because a second factor was missing.
        atomicwrites_since: Since when the project that was deleted and uploaded again is critical; None: it is not.
        digest: Of the inputs of all runs, and of all figures: equal simulations have equal ones.
    """

    first_day: date
    last_day: date
    announced: Figures | None
    last: Figures
    role_rows: int
    uploads: int
    uploads_refused: int
    atomicwrites_since: date | None
    digest: str


def sum_up() -> Summary:
    """Return what came of the days that were lived through; there is one, at the least."""
    figures, since = list_figures(), designated_since()
    by_day = dict(figures)
    announced = [name for name, begun in since.items() if begun <= ANNOUNCED_ON]
    return Summary(
        first_day=figures[0][0],
        last_day=figures[-1][0],
        announced=by_day.get(ANNOUNCED_ON),
        last=figures[-1][1],
        role_rows=len(list_people_who_may_publish(names=announced)),
        uploads=sum(one.uploads.files or 0 for one in by_day.values()),
        uploads_refused=sum(one.uploads.refused_for_factor or 0 for one in by_day.values()),
        atomicwrites_since=since.get(ATOMICWRITES),
        digest=_digest(figures),
    )


def _digest(figures: list[tuple[date, Figures]]) -> str:
    digest = sha256()
    for run in list_runs(limit=_RUNS_AT_MOST):
        digest.update(f"{run.on} {run.inputs_sha256}\n".encode())
    for on, one in figures:
        digest.update(f"{on} {sorted(asdict(one).items())}\n".encode())
    return digest.hexdigest()
