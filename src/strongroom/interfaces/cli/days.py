"""How a day is written on the command line."""

import re
from datetime import date, datetime
from typing import Any

import click

_LIKE_A_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)


class Day(click.ParamType[date]):
    """A day, such as 2026-07-01."""

    name = "yyyy-mm-dd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        day = day_of(str(value))
        if day is None:
            is_like_one = _LIKE_A_DAY.fullmatch(str(value))
            what = ": the calendar has none of that date." if is_like_one else ", such as 2026-07-01."
            self.fail(f"{value!r} is no day{what}", param, ctx)
        return day


def day_of(text: str) -> date | None:
    """Return the day that the text is; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return None
