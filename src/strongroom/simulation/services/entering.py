"""Enter the folder of a simulation: whoever opens it lives in its last hour, and changes nothing.

`strongroom simulate` alone, which goes on with it, opens it to writers again and moves the clock.
"""

from datetime import datetime
from functools import cache, partial
from pathlib import Path

from django.db import OperationalError, ProgrammingError

from strongroom.foundation import clock
from strongroom.infra.db import close_to_writers
from strongroom.simulation.errors import NotBegun, OnlyLookedAt
from strongroom.simulation.queries import find_last_whole_day
from strongroom.simulation.rules.size import Size, at
from strongroom.simulation.store import size_of


def enter(folder: Path) -> None:
    """Let this process, and those forked from it, only look at the simulation in this folder, in its last hour."""
    close_to_writers(OnlyLookedAt)
    clock.install(cache(partial(_last_hour, size_of(folder))))


def _last_hour(size: Size) -> datetime:
    """Return the hour in which whoever looks lives: asked of the database when it is first needed.

    Raises:
        NotBegun: it cannot be asked.
    """
    try:
        day = find_last_whole_day(size)
    except (OperationalError, ProgrammingError) as error:
        raise NotBegun(error) from error
    return at(size.first_day, 0) if day is None else at(day, 23)
