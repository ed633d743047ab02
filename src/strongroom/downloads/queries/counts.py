"""How often what was downloaded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from strongroom.downloads.models import CountedName, DailyCount
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class DayCount:
    """Downloads of one project on one UTC day, counted and all."""

    day: date
    counted: int
    total: int


def count_names() -> int:
    """Return how many names there may be counts of."""
    return CountedName.objects.count()


def totals(window: Window, *, classes: Collection[str]) -> dict[NormalizedName, int]:
    """Return the downloads of every name in the window by clients of these classes, added up.

    That takes half a minute for a hundred million counts: see `iterate_totals` for what is kept.
    """
    names = dict(CountedName.objects.values_list("pk", "name").iterator())
    rows = DailyCount.objects.filter(
        day__range=(window.first_day, window.last_day), client_class__in=classes
    ).values_list("name_id")
    sums = rows.annotate(total=Sum("downloads")).order_by().iterator()
    return {NormalizedName(names[name_id]): total for name_id, total in sums}


def totals_by_class(name: NormalizedName, window: Window) -> dict[str, int]:
    """Return a project's downloads in the window by client class."""
    sums = _counts_of(name, window).values_list("client_class").annotate(total=Sum("downloads"))
    return dict(sums.order_by())


def total_of(name: NormalizedName, window: Window, *, classes: Collection[str]) -> int:
    """Return a project's downloads in the window by clients of these classes, added up from the daily counts."""
    rows = _counts_of(name, window).filter(client_class__in=classes)
    return rows.aggregate(total=Sum("downloads"))["total"] or 0


def chart(name: NormalizedName, window: Window, *, classes: Collection[str]) -> list[DayCount]:
    """Return one entry for each day of the window, days without downloads included."""
    counted: dict[date, int] = {}
    total: dict[date, int] = {}
    rows = _counts_of(name, window).values_list("day", "client_class", "downloads")
    for day, client_class, downloads in rows:
        total[day] = total.get(day, 0) + downloads
        if client_class in classes:
            counted[day] = counted.get(day, 0) + downloads
    return [DayCount(day, counted.get(day, 0), total.get(day, 0)) for day in window]


def _counts_of(name: NormalizedName, window: Window) -> QuerySet[DailyCount]:
    # Each day by itself: the key begins with it, so that this is one look-up a day, and a range would be all of its rows.
    return DailyCount.objects.filter(name__name=name, day__in=list(window))
