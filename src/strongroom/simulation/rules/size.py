"""How large a simulated index is, and which days it lives through: the sizes of July 2022, unless others are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from strongroom.simulation.errors import SizeUnfit

ANNOUNCED_ON = date(2022, 7, 8)
"""The day on which PyPI announced that critical projects need a second factor, and on which atomicwrites was deleted."""

NOTICE_DAYS = 90
_AFTER = NOTICE_DAYS + 13
"""Days after the announcement that are lived through, if there are so many: in the last of them the mandate is in force."""
_BEFORE = 7
"""Days before the announcement, at the least: designations stand when it comes."""
_LARGEST = {
    "projects": 5_000_000,
    "people": 5_000_000,
    "roles": 1_000_000,
    "keys": 20_000,
    "uploads": 100_000,
    "days": 3_650,
}


@dataclass(frozen=True, slots=True)
class Size:
    """What a simulation is made of. Equal sizes make equal simulations.

    Args:
        projects: Projects with a file.
        critical: How many of them the share of the policy makes critical.
        roles: Roles on the most downloaded projects, as many of them as `critical` says.
        people: Accounts.
        voluntary: How many of them hold a second factor before anybody asks for it.
        keys: Codes for free security keys.
        uploads: Uploads to critical projects that are tried each day.
        days: Lived through.

    Raises:
        SizeUnfit: no index is of these sizes.
    """

    projects: int = 381_800
    critical: int = 3_818
    roles: int = 8_218
    people: int = 200_000
    voluntary: int = 28_600
    keys: int = 4_000
    uploads: int = 40
    days: int = 183
    seed: int = 2022

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise SizeUnfit(f"There is no index of these sizes: {fault}.")

    @property
    def share(self) -> Decimal:
        """The part of the population that the policy makes critical."""
        return (Decimal(self.critical) / self.projects).quantize(Decimal("0.000001"))

    @property
    def first_day(self) -> date:
        """The first day that is lived through."""
        return ANNOUNCED_ON - timedelta(days=max(_BEFORE, self.days - _AFTER))

    @property
    def last_day(self) -> date:
        """The last one."""
        return self.first_day + timedelta(days=self.days - 1)

    def days_after(self, day: date | None) -> Iterator[date]:
        """Yield the days that are still to be lived through after this one; all of them after None."""
        first = self.first_day if day is None else day + timedelta(days=1)
        return (first + timedelta(days=number) for number in range((self.last_day - first).days + 1))

    def _faults(self) -> Iterator[str]:
        for name, largest in _LARGEST.items():
            if not 1 <= getattr(self, name) <= largest:
                yield f"{name} is from 1 to {largest:,}"
        if not 1 <= self.critical <= self.projects:
            yield "critical projects are projects"
        if self.share <= 0:
            yield "critical projects are a millionth of all, at the least"
        if self.roles < self.critical:
            yield "every critical project has a role"
        if not 0 <= self.voluntary <= self.people:
            yield "whoever holds a second factor has an account"
        if self.people * self.critical < self.roles:
            yield "one person has one role on a project"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of a day, in UTC."""
    return datetime.combine(day, time(hour, minute), UTC)
