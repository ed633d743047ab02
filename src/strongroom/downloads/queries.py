"""How often what was downloaded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from strongroom.downloads.models import DailyCount
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class DayCount:
    """Downloads of one project on one UTC day, counted and all."""

    day: date
    counted: int
    total: int


def totals(window: Window, *, classes: Collection[str]) -> dict[NormalizedName, int]:
    """Return the downloads of every name in the window by clients of these classes."""
    rows = DailyCount.objects.filter(
        day__range=(window.first_day, window.last_day), client_class__in=classes
    ).values_list("name__name")
    return {NormalizedName(name): total for name, total in rows.annotate(total=Sum("downloads")).order_by()}


def totals_by_class(name: NormalizedName, window: Window) -> dict[str, int]:
    """Return a project's downloads in the window by client class."""
    rows = DailyCount.objects.filter(name__name=name, day__range=(window.first_day, window.last_day))
    return dict(rows.values_list("client_class").annotate(total=Sum("downloads")).order_by())


def chart(name: NormalizedName, window: Window, *, classes: Collection[str]) -> list[DayCount]:
    """Return one entry for each day of the window, days without downloads included."""
    counted: dict[date, int] = {}
    total: dict[date, int] = {}
    rows = DailyCount.objects.filter(name__name=name, day__range=(window.first_day, window.last_day))
    for day, client_class, downloads in rows.values_list("day", "client_class", "downloads"):
        total[day] = total.get(day, 0) + downloads
        if client_class in classes:
            counted[day] = counted.get(day, 0) + downloads
    return [DayCount(day, counted.get(day, 0), total.get(day, 0)) for day in window]
