"""The ledger of policies, as frozen records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.criticality.errors import PolicyNotFound
from strongroom.criticality.models import PolicyVersion
from strongroom.criticality.rules.policy import Policy, from_plain
from strongroom.criticality.rules.policy_words import Change, changes

BEGINNING = date(2000, 1, 1)
"""From this day on the first version is in force: no index of Python packages is older."""


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """A version in the ledger.

    Args:
        announced_by: As the journal names it.
        built_on: Number of the version that it was to follow; None of the first.
        changed: What it says otherwise than that one; empty of the first.
        withdrawn_at: When it was withdrawn before it was in force; None if it was not.
    """

    policy: Policy
    reason: str
    announced_at: datetime
    announced_by: str
    in_force_from: date
    built_on: int | None
    changed: tuple[Change, ...]
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_because: str

    @property
    def number(self) -> int:
        """Its number in the ledger."""
        return self.policy.version

    @property
    def is_from_the_beginning(self) -> bool:
        """No run of this index was made by another version before it."""
        return self.in_force_from == BEGINNING

    @property
    def is_withdrawn(self) -> bool:
        """It never came into force, and never will."""
        return self.withdrawn_at is not None


def policy_on(day: date) -> Policy:
    """Return the policy that a run of this day is made by."""
    rows = PolicyVersion.objects.filter(in_force_from__lte=day, withdrawn_at=None)
    return _policy(rows.order_by("-number")[0])


def list_policies() -> list[PolicyRecord]:
    """Return every version, the first one first; those that were withdrawn, too."""
    return list(_records(PolicyVersion.objects.order_by("number")))


def newest_policy() -> PolicyRecord:
    """Return the version on which the next one builds: the last that was not withdrawn, in force or not yet."""
    return next(record for record in reversed(list_policies()) if not record.is_withdrawn)


def get_policy(number: int) -> PolicyRecord:
    """Return one version.

    Raises:
        PolicyNotFound: there is none of this number.
    """
    for record in list_policies():
        if record.number == number:
            return record
    raise PolicyNotFound(
        f"There is no version {number} of the policy.", next_step="`strongroom policy list` shows all."
    )


def _records(rows: Iterable[PolicyVersion]) -> Iterable[PolicyRecord]:
    before: Policy | None = None
    for row in rows:
        policy = _policy(row)
        yield PolicyRecord(
            policy=policy,
            reason=row.reason,
            announced_at=row.announced_at,
            announced_by=row.announced_by,
            in_force_from=row.in_force_from,
            built_on=before.version if before else None,
            changed=changes(before, policy) if before else (),
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by,
            withdrawn_because=row.withdrawn_because,
        )
        if row.withdrawn_at is None:
            before = policy


def _policy(row: PolicyVersion) -> Policy:
    return from_plain({**row.rules, "version": row.number})
