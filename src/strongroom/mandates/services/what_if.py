"""What another policy would do: to projects, to the people who maintain them, and to what they uploaded lately.

Nothing is stored. The numbers are tried on the version that the next one would build on, so that what was tried is what
is announced. The run of today is made by the other policy and compared with the designations that stand. Who falls out
is held by no rule any more, but stays critical until the policy's days of lapse are over: so there is an answer for the
time before, and one for the time after. Uploads are those to the projects that a rule would hold.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.accounts.queries import list_people, list_protected_people
from strongroom.catalog.queries import list_people_who_may_publish, uploads_by_people
from strongroom.criticality.queries import (
    Change,
    Plain,
    Policy,
    PolicyRecord,
    designated_since,
    newest_policy,
    policy_changes,
)
from strongroom.criticality.services import Outcome, changed_policy, preview
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.concerned import portions

UPLOADS_DAYS = 90
"""Of the past that are looked at for uploads."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A project that would come in or fall out, with its place in today's ranking.

    Args:
        rules: Those that would hold it; empty of one that would lapse at once, being outside for long enough already.
    """

    name: NormalizedName
    rank: int | None
    downloads: int
    rules: tuple[str, ...]

    @property
    def lapses_at_once(self) -> bool:
        """No day of lapse is left to it; neither are its place and its downloads known."""
        return not self.rules


@dataclass(frozen=True, slots=True)
class Affected:
    """Critical projects, people whom a mandate on them would bind, each once, and how many of those lack a factor."""

    projects: int
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
        base: The version on which they were tried: the newest one, in force or not yet.
        policy: The other policy, with the number of `base`.
        changes: What it says otherwise than `base`.
        entering, leaving: By rank, unranked last.
        now: What the designations that stand make critical.
        first: What would be critical after a run by these numbers.
        then: What would be critical once those that fall out have lapsed.
        uploads: Files that people published to the projects that would be critical, in the last `UPLOADS_DAYS`.
        refused: How many of them by somebody who holds no second factor now.
    """

    base: PolicyRecord
    policy: Policy
    changes: tuple[Change, ...]
    cut_off: int
    entering: tuple[Moving, ...]
    leaving: tuple[Moving, ...]
    now: Affected
    first: Affected
    then: Affected
    uploads: int
    refused: int


def what_if(numbers: Mapping[str, Plain], *, now: datetime) -> WhatIf:
    """Return what the newest version of the policy would do with these numbers changed, if it were in force today.

    Raises:
        PolicyUnfit: as of `changed_policy`.
    """
    base = newest_policy()
    policy = changed_policy(numbers, of=base.policy)
    outcome = preview(on=now.date(), policy=policy)
    standing, held = set(designated_since()), _held(outcome)
    protected = list_protected_people()
    uploads = _uploads(held, since=now - timedelta(days=UPLOADS_DAYS))
    safe = {person.username for some in portions(protected) for person in list_people(some)}
    return WhatIf(
        base=base,
        policy=policy,
        changes=policy_changes(base.policy, policy),
        cut_off=outcome.cut_off,
        entering=_moving(held - standing, outcome),
        leaving=_moving(standing - held, outcome),
        now=_affected(standing, protected=protected),
        first=_affected(outcome.standings, protected=protected),
        then=_affected(held, protected=protected),
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


def _affected(names: Collection[NormalizedName], *, protected: Collection[int]) -> Affected:
    people = {right.user_id for some in portions(names) for right in list_people_who_may_publish(names=some)}
    return Affected(len(names), len(people), len(people.difference(protected)))


def _uploads(names: Collection[NormalizedName], *, since: datetime) -> Counter[str]:
    uploads: Counter[str] = Counter()
    for some in portions(names):
        uploads.update(uploads_by_people(some, since=since))
    return uploads
