"""The ledger of policies: versions are announced, come into force on their day, or are withdrawn before it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from strongroom.criticality.errors import PolicyNumberUnfit, PolicyUnfit
from strongroom.criticality.models import DesignationRun, PolicyVersion
from strongroom.criticality.queries.policies import (
    BEGINNING,
    PolicyRecord,
    get_policy,
    list_policies,
    newest_policy,
)
from strongroom.criticality.rules.policy import (
    FIRST_POLICY,
    NumberUnfit,
    Plain,
    Policy,
    as_plain,
    from_plain,
    numbers_of,
)
from strongroom.criticality.rules.policy_words import changes, label_of
from strongroom.downloads.queries import CLIENT_CLASSES
from strongroom.foundation.actors import Actor
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READERS = "Everybody who looks at the ledger"

NOTICE_DAYS = 14
"""Between the announcement of a version and the day it comes into force, where a run was ever made over projects."""

LATEST_DAYS = 3_650
"""Most days ahead on which a version comes into force: a later one is a slip, and no version could come before it."""


def keep_first_policy(*, now: datetime) -> None:
    """Write the first version into an empty ledger: every index begins with one."""
    PolicyVersion.objects.get_or_create(
        number=FIRST_POLICY.version,
        defaults={
            "rules": numbers_of(FIRST_POLICY),
            "reason": "The rules that every index begins with.",
            "announced_at": now,
            "announced_by": str(Actor.system("ledger")),
            "in_force_from": BEGINNING,
        },
    )


def announce_policy(
    numbers: Mapping[str, Plain], *, by: Actor, reason: str, in_force_from: date | None, now: datetime
) -> PolicyRecord:
    """Announce the next version: what the newest one says, but for these numbers.

    Args:
        numbers: As of `changed_policy`.
        in_force_from: Its first day; None where no run was made over any project, and every version before it holds from the
            beginning: there it does, too.

    Raises:
        OperatorsOnly: nobody else does this.
        PolicyUnfit: it would change nothing, a number is out of range, they were tried on another version, the
            day is too soon or too far.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        newest = newest_policy()
        policy = replace(changed_policy(numbers, of=newest.policy), version=_next_number())
        if not (changed := changes(newest.policy, policy)):
            raise PolicyUnfit(
                "This changes nothing.",
                why=f"Version {newest.number} says the same.",
                next_step="Change a number.",
            )
        first_day = _first_day(in_force_from, newest, now)
        PolicyVersion.objects.create(
            number=policy.version,
            rules=numbers_of(policy),
            reason=reason,
            announced_at=now,
            announced_by=str(by),
            in_force_from=first_day,
        )
        told = {"in_force_from": first_day.isoformat(), "changes": [str(change) for change in changed]}
        append(
            Fact("policy.announced", subject=f"version {policy.version}", reason=reason, data=told),
            by=by,
            at=now,
        )
        return get_policy(policy.version)


def withdraw_policy(number: int, *, by: Actor, reason: str, now: datetime) -> None:
    """Withdraw a version that is not in force yet. It stays in the ledger, as withdrawn and with the reason.

    Raises:
        OperatorsOnly: nobody else does this.
        PolicyNotFound: there is none of this number.
        PolicyUnfit: it is in force or withdrawn, or a later one builds on it.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        record = get_policy(number)
        if record.is_withdrawn or record.in_force_from <= now.date():
            raise PolicyUnfit(
                f"Version {number} {'is withdrawn already' if record.is_withdrawn else 'is in force'}.",
                next_step="" if record.is_withdrawn else "Announce another version that changes it back.",
            )
        if (newest := newest_policy()).number != number:
            raise PolicyUnfit(
                f"Version {newest.number} builds on version {number}.", next_step="Withdraw that first."
            )
        PolicyVersion.objects.filter(number=number).update(
            withdrawn_at=now, withdrawn_by=str(by), withdrawn_because=reason
        )
        append(Fact("policy.withdrawn", subject=f"version {number}", reason=reason), by=by, at=now)


def changed_policy(numbers: Mapping[str, Plain], *, of: Policy) -> Policy:
    """Return the policy with these numbers changed; it keeps its version.

    Args:
        numbers: Fields of `Policy` and what they are to be, as in JSON; with `version`, the one they were tried on.

    Raises:
        PolicyNumberUnfit: a number is not of its type, or out of its range.
        PolicyUnfit: they were tried on another version.
    """
    try:
        policy = from_plain({**as_plain(of), **numbers})
    except NumberUnfit as error:
        raise PolicyNumberUnfit(error.field, label=label_of(error.field), demand=error.demand) from error
    if policy.version != of.version:
        raise PolicyUnfit(
            f"These numbers were tried on version {policy.version}, but the newest is version {of.version} now.",
            next_step="Try them again.",
        )
    if unknown := sorted(policy.counted_classes - CLIENT_CLASSES):
        raise PolicyNumberUnfit(
            "counted_classes",
            label=label_of("counted_classes"),
            demand=f"{unknown[0]!r} is no class of clients",
            next_step=f"There are {', '.join(sorted(CLIENT_CLASSES))}.",
        )
    return policy


def earliest_day(*, now: datetime) -> date | None:
    """Return the first day on which a version announced now can be in force; None for any, where no run was made."""
    if not _has_spoken():
        return None
    return max(now.date() + timedelta(days=NOTICE_DAYS), newest_policy().in_force_from)


def _first_day(asked: date | None, newest: PolicyRecord, now: datetime) -> date:
    earliest = earliest_day(now=now) or newest.in_force_from
    if asked is None and (why := _why_a_day_is_needed(newest, now)):
        raise PolicyUnfit(
            "A day is needed from which it is in force.",
            why=why,
            next_step=f"Give {earliest} or a later day.",
        )
    first_day = asked or BEGINNING
    if first_day < earliest:
        raise PolicyUnfit(
            f"It cannot be in force from {first_day} on.",
            why=f"A version is announced {NOTICE_DAYS} days ahead, and never comes before an earlier one.",
            next_step=f"Give {earliest} or a later day.",
        )
    if first_day > (latest := max(now.date() + timedelta(days=LATEST_DAYS), earliest)):
        raise PolicyUnfit(
            f"It cannot be in force only from {first_day} on.",
            why=f"A version comes into force within {LATEST_DAYS:,} days: no other could come before it.",
            next_step=f"Give {latest} or an earlier day.",
        )
    return first_day


def _why_a_day_is_needed(newest: PolicyRecord, now: datetime) -> str:
    if newest.in_force_from > now.date():
        return f"Version {newest.number} is announced for {newest.in_force_from}, and no later one comes before it."
    if _has_spoken():
        return "People were told of the results of the rules that are."
    if not newest.is_from_the_beginning:
        return f"Version {newest.number} is in force since {newest.in_force_from}, and no later one comes before it."
    return ""


def _has_spoken() -> bool:
    """A run was made and looked at projects: those of an empty index told nobody anything."""
    return DesignationRun.objects.filter(population__gt=0).exists()


def _next_number() -> int:
    return list_policies()[-1].number + 1


def _check_operator(by: Actor) -> None:
    require_operator(by, "The rules of designation are announced by operators.")
