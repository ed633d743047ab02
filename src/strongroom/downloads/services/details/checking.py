"""Compare the detail store with the ledger, and the ledger with the daily counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from strongroom.downloads.models import DailyCount, DetailDay
from strongroom.downloads.store import DetailStore
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class DayCheck:
    """Downloads of one day by class of client, as three places have them.

    Args:
        stored: In the detail store.
        named: In the ledger of details: what the store must hold.
        counted: In the daily counts, of all names.
        is_built: The store holds all changes of the day.
    """

    day: date
    stored: Counter[str]
    named: Counter[str]
    counted: Counter[str]
    is_built: bool

    @property
    def is_sound(self) -> bool:
        """The store holds what it must, and no class has more details than counts; an unbuilt day may hold less."""
        beyond = self.named - self.counted
        return not beyond and (self.stored == self.named or not (self.is_built or self.stored - self.named))

    @property
    def without_details(self) -> int:
        """Downloads that were counted without details, from logs that were read while there was no detail store."""
        return (self.counted - self.named).total()


def check_days(store: DetailStore) -> Iterator[DayCheck]:
    """Yield a comparison for each day of which the store or its ledger knows anything, in order."""
    days = {row.day: row for row in DetailDay.objects.all()}
    stored_days = store.days()
    for day in sorted({*days, *stored_days}):
        row = days.get(day)
        yield DayCheck(
            day=day,
            stored=store.sums(Window(day, day)).get(day, Counter()),
            named=Counter(row.downloads) if row else Counter(),
            counted=_counted(day),
            is_built=row is None or row.built == row.changes,
        )


def count_changed_days() -> int:
    """Return the number of days that are to be built."""
    return DetailDay.objects.filter(changes__gt=F("built")).count()


def _counted(day: date) -> Counter[str]:
    rows = DailyCount.objects.filter(day__range=(day, day)).values_list("client_class")
    return Counter(dict(rows.annotate(total=Sum("downloads")).order_by()))
