"""Settle the population of the beginning. What an interruption leaves is whole, and the rest is done by the next call."""

from collections.abc import Callable
from datetime import timedelta

from strongroom.criticality.services import announce_policy, own_dependencies
from strongroom.infra.db import write
from strongroom.simulation.errors import FolderInUse
from strongroom.simulation.rules.population import holders_at_first, names_of, roles_of
from strongroom.simulation.rules.size import Size, at
from strongroom.simulation.rules.traffic import Traffic
from strongroom.simulation.services import rows
from strongroom.simulation.services.happening import CONSOLE

_BEFORE = timedelta(days=730)
"""Everybody and everything of the beginning is as old."""


def settle(size: Size, traffic: Traffic, *, advance: Callable[[int], object]) -> None:
    """Make people, projects and the downloads of the half year before the first day.

    Args:
        advance: Called with how many more projects are done: each counts once for itself, and once for each week of its history.

    Raises:
        FolderInUse: the database knows others than this simulation's.
    """
    if not rows.is_settled():
        with write():
            _settle_population(size, traffic)
    advance(size.projects)
    for day, counted in traffic.history(size.first_day):
        if not rows.is_counted(day):
            with write():
                rows.add_history(day, counted)
        advance(size.projects)


def _settle_population(size: Size, traffic: Traffic) -> None:
    if not rows.is_empty():
        raise FolderInUse(
            "The database is not empty, and holds no simulation.",
            why="An index with real people and files is never mixed with made-up ones.",
            next_step="Leave STRONGROOM_DATABASE as it is by default, or name a database of its own.",
        )
    begun = at(size.first_day, 0) - _BEFORE
    names = names_of(size, atomicwrites_at=traffic.atomicwrites_at, own=own_dependencies())
    rows.add_people(size.people, holders_at_first(size), at=begun)
    rows.add_projects(names, at=begun)
    rows.add_roles(roles_of(size), at=begun)
    rows.continue_numbers()
    announce_policy(
        {"share": f"{size.share.normalize():f}", "minimum_downloads": 1},
        by=CONSOLE,
        reason=f"Of {size.projects:,} projects, {size.critical:,} are to be critical.",
        in_force_from=None,
        now=begun,
    )
