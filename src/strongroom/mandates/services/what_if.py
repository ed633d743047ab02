"""What another policy would do: to projects, to the people who maintain them, and to what they uploaded lately.

Nothing is stored. The run of today is made by the other policy and compared with the designations that stand. Who
falls out is held by no rule any more: the designation lapses after the policy's days. People and uploads are those of
the projects that would be held.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from strongroom.accounts.queries import list_people, list_protected_people
from strongroom.catalog.queries import list_people_who_may_publish, uploads_by_people
from strongroom.criticality.queries import Change, Plain, Policy, designated_since, policy_changes, policy_on
from strongroom.criticality.services import Outcome, changed_policy, preview
from strongroom.foundation.names import NormalizedName

_T = TypeVar("_T")

UPLOADS_DAYS = 90
"""Of the past that are looked at for uploads."""

_NAMES_AT_ONCE = 5_000
"""In one query: databases take some ten thousand values at most."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A project that would come in or fall out, with its place in today's ranking."""

    name: NormalizedName
    rank: int | None
    downloads: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """People whom a mandate on critical projects would bind, each once, and how many of them have no second factor."""

    people: int
    unprotected: int

    @property
    def protected(self) -> int:
        """How many hold one."""
        return self.people - self.unprotected


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a policy would do.

    Args:
        policy: The other policy.
        changes: What it says otherwise than the one in force.
        now, then: People bound by the designations that stand, and by those that would.
        entering, leaving: By rank, unranked last.
        uploads: Files that people published to the projects that would be critical, in the last `UPLOADS_DAYS`.
        refused: How many of them by somebody who holds no second factor now.
    """

    policy: Policy
    changes: tuple[Change, ...]
    cut_off: int
    critical_now: int
    critical_then: int
    entering: tuple[Moving, ...]
    leaving: tuple[Moving, ...]
    now: Bound
    then: Bound
    uploads: int
    refused: int


def what_if(numbers: Mapping[str, Plain], *, now: datetime) -> WhatIf:
    """Return what the policy in force would do with these numbers changed.

    Raises:
        PolicyUnfit: a number is none, or out of its range.
    """
    in_force = policy_on(now.date())
    policy = changed_policy(numbers, of=in_force)
    outcome = preview(on=now.date(), policy=policy)
    standing, held = set(designated_since()), _held(outcome)
    protected = list_protected_people()
    uploads = _uploads(held, since=now - timedelta(days=UPLOADS_DAYS))
    safe = {person.username for some in _some_of(protected) for person in list_people(some)}
    return WhatIf(
        policy=policy,
        changes=policy_changes(in_force, policy),
        cut_off=outcome.cut_off,
        critical_now=len(standing),
        critical_then=len(held),
        entering=_moving(held - standing, outcome),
        leaving=_moving(standing - held, outcome),
        now=_bound(standing, protected=protected),
        then=_bound(held, protected=protected),
        uploads=uploads.total(),
        refused=sum(number for username, number in uploads.items() if username not in safe),
    )


def _held(outcome: Outcome) -> set[NormalizedName]:
    """Return the names that a rule holds, or that are frozen; not those whose days of lapse run."""
    return {name for name, standing in outcome.standings.items() if standing.outside_since is None}


def _moving(names: Collection[NormalizedName], outcome: Outcome) -> tuple[Moving, ...]:
    known = {one.name: one for one in outcome.evidence}
    moving = (
        Moving(name, one.rank, one.downloads, tuple(map(str, one.rules)))
        if (one := known.get(name))
        else Moving(name, None, 0, ())
        for name in names
    )
    return tuple(sorted(moving, key=lambda one: (one.rank is None, one.rank, one.name)))


def _bound(names: Collection[NormalizedName], *, protected: Collection[int]) -> Bound:
    people = {right.user_id for some in _some_of(names) for right in list_people_who_may_publish(names=some)}
    return Bound(len(people), len(people.difference(protected)))


def _uploads(names: Collection[NormalizedName], *, since: datetime) -> Counter[str]:
    uploads: Counter[str] = Counter()
    for some in _some_of(names):
        uploads.update(uploads_by_people(some, since=since))
    return uploads


def _some_of(values: Collection[_T]) -> Iterator[list[_T]]:
    waiting = iter(values)
    while some := list(islice(waiting, _NAMES_AT_ONCE)):
        yield some
