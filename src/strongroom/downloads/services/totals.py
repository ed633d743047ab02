"""Keep the totals of the window: move them from day to day, or add them up anew.

Each step is a transaction of a second or so, at the size of PyPI, in which no one else can write; and after each of them what
`TotalsWindow` says of the totals is true. Whatever is counted between two steps, `add_counts` adds to the totals that are
there. So a crash costs the step it hits, and the next call goes on from there.

To move, whole days are added and taken away. To add up anew, names are taken in the order of their ids, some thousands at a
time: that costs no more than one query over everything, which would keep all writers waiting for as long as it takes.
"""

from collections.abc import Callable, Collection

from django.db import connection
from django.db.models import Max

from strongroom.downloads.models import CountedName, DailyCount, TotalsWindow, WindowTotal, day_number
from strongroom.downloads.queries import find_totals_held
from strongroom.downloads.rules.client_classes import CODES
from strongroom.downloads.rules.moving_windows import days_only_in, moved, moves
from strongroom.foundation.periods import Window
from strongroom.infra.db import write

_COUNTS, _TOTALS = (model._meta.db_table for model in (DailyCount, WindowTotal))  # noqa: SLF001 - Django's own names
_ADD_DAY = f"""
    INSERT INTO {_TOTALS} (name_id, downloads)
    SELECT name_id, %s * downloads FROM {_COUNTS} WHERE day = %s AND client_class = %s
    ON CONFLICT (name_id) DO UPDATE SET downloads = {_TOTALS}.downloads + excluded.downloads
"""  # noqa: S608 - no value in it
_ADD_NAMES = f"""
    INSERT INTO {_TOTALS} (name_id, downloads)
    SELECT name_id, sum(downloads) FROM {_COUNTS}
    WHERE day IN ({{days}}) AND name_id BETWEEN %s AND %s AND client_class IN ({{classes}}) GROUP BY name_id
"""  # noqa: S608 - no value in it
_DAYS_AT_ONCE, _NAMES_AT_ONCE = 7, 5_000

Advance = Callable[[int], object]
"""Called with the number of names that were added up since the last call."""


def bring_totals_to(window: Window, *, classes: Collection[str], advance: Advance = lambda _: None) -> None:
    """Make the totals those of this window, counting clients of these classes."""
    codes = sorted(CODES[client_class] for client_class in classes)
    whole = False
    while not whole:
        whole, names = _step(window, codes)
        advance(names)


def rebuild_totals(*, advance: Advance = lambda _: None) -> None:
    """Forget the totals and add them up anew, for the same window and classes."""
    held = find_totals_held()
    if held is not None:
        with write():
            _forget()
        bring_totals_to(held.window, classes=held.classes, advance=advance)


def _step(wanted: Window, codes: list[int]) -> tuple[bool, int]:
    """Come one step nearer; return whether that was the last one, and how many names were added up."""
    with write():
        row = TotalsWindow.objects.first()
        if row is None or row.classes != codes or not moves(_window(row), wanted):
            row = _begin(wanted, codes)
        if row.held_to < TotalsWindow.ALL_NAMES:
            return False, _add_names(row)
        if _window(row) != wanted:
            _move(row, wanted)
        return _window(row) == wanted, 0


def _begin(window: Window, codes: list[int]) -> TotalsWindow:
    _forget()
    return TotalsWindow.objects.create(
        first_day=window.first_day, last_day=window.last_day, classes=codes, held_to=0
    )


def _forget() -> None:
    WindowTotal.objects.all().delete()
    TotalsWindow.objects.all().delete()


def _add_names(row: TotalsWindow) -> int:
    """Add up the next names; return how many those were."""
    newest = CountedName.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first, last = row.held_to + 1, row.held_to + _NAMES_AT_ONCE
    days = [day_number(day) for day in _window(row)]
    statement = _ADD_NAMES.format(days=_places(days), classes=_places(row.classes))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*days, first, last, *row.classes])
    row.held_to = last if last < newest else TotalsWindow.ALL_NAMES
    row.save()
    return min(last, newest) - first + 1


def _move(row: TotalsWindow, wanted: Window) -> None:
    """Move the window by some days, and the totals with it."""
    held = _window(row)
    nearer = moved(held, wanted, most_days=_DAYS_AT_ONCE)
    spans = [(-1, span) for span in days_only_in(held, nearer)]
    spans += [(1, span) for span in days_only_in(nearer, held)]
    # One class of a day has a name once, and lies in the order in which it is added: nothing is grouped or sorted.
    moving = [(sign, day_number(day), code) for sign, span in spans for day in span for code in row.classes]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_DAY, moving)
    WindowTotal.objects.filter(downloads=0).delete()
    row.first_day, row.last_day = nearer.first_day, nearer.last_day
    row.save()


def _window(row: TotalsWindow) -> Window:
    return Window(row.first_day, row.last_day)


def _places(values: Collection[int]) -> str:
    """Return the place-holders of a list, of which an empty one holds nothing."""
    return ", ".join(["%s"] * len(values)) or "NULL"
