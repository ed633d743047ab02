"""What a mandate of operators asks for, before it is announced."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import DemandUnfit
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import (
    LONGEST_NOTICE_DAYS,
    MINIMUM_NOTICE_DAYS,
    brown_out_days,
    check_brown_outs,
    check_notice,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a mandate asks, of whom, and why.

    Args:
        notice_days: Each project's deadline is so many days after its own announcement.
        targets: The one organization, or the projects, by their normalized names; empty for the other scopes.
        brown_out_days: How many days before each deadline a rehearsal is.
    """

    reason: str
    notice_days: int
    scope: Scope = Scope.CRITICAL_PROJECTS
    targets: tuple[NormalizedName, ...] = ()
    strength: Strength = Strength.ANY
    brown_out_days: tuple[int, ...] = field(default=())

    @property
    def target(self) -> str:
        """What tells it from other demands of the same scope."""
        return self.targets[0] if self.scope is Scope.ORGANIZATION else ""

    @property
    def named(self) -> tuple[NormalizedName, ...]:
        """The projects that are named one by one."""
        return tuple(sorted(set(self.targets))) if self.scope is Scope.PROJECTS else ()


def check_demand(demand: Demand) -> None:
    """Let pass what operators can announce.

    Raises:
        NoticeTooShort, BrownOutUnfit: its dates.
        DemandUnfit: its notice is too long, or its scope does not fit what it is aimed at.
    """
    for check in _CHECKS.values():
        check(demand)


def demand_faults(demand: Demand) -> dict[str, Refusal]:
    """Return all that keeps operators from announcing a demand, by the part of it that is at fault.

    Where its notice is, its rehearsals are measured by the nearest one that is none.
    """
    faults: dict[str, Refusal] = {}
    for part, check in _CHECKS.items():
        try:
            check(demand)
        except Refusal as refusal:
            faults[part] = refusal
            if part == "notice_days":
                fitting = min(max(demand.notice_days, MINIMUM_NOTICE_DAYS), LONGEST_NOTICE_DAYS)
                demand = replace(demand, notice_days=fitting)
    return faults


def _check_notice(demand: Demand) -> None:
    check_notice(demand.notice_days)
    if demand.notice_days > LONGEST_NOTICE_DAYS:
        raise DemandUnfit(f"A notice has {LONGEST_NOTICE_DAYS} days at most.", next_step="Choose fewer.")


def _check_rehearsals(demand: Demand) -> None:
    check_brown_outs(demand.brown_out_days, notice_days=demand.notice_days)


def _check_targets(demand: Demand) -> None:
    count = len(demand.targets)
    if demand.scope is Scope.OWN:
        raise DemandUnfit(
            "Operators do not speak for the owners of a project.",
            next_step="Name the project, with the scope projects; or leave it to its owners, on its page.",
        )
    if demand.scope is Scope.ORGANIZATION and count != 1:
        raise DemandUnfit(
            "A mandate on an organization is on exactly one.",
            next_step="Name one, and announce others each for itself.",
        )
    if demand.scope is Scope.PROJECTS and not count:
        raise DemandUnfit("A mandate on named projects names at least one.", next_step="Name the projects.")
    if demand.scope in {Scope.CRITICAL_PROJECTS, Scope.EVERY_PUBLISHER} and count:
        raise DemandUnfit(
            f"A mandate on {demand.scope.replace('-', ' ')} names none of them.",
            next_step="Leave the targets out, or choose the scope projects or organization.",
        )


_CHECKS: Mapping[str, Callable[[Demand], None]] = MappingProxyType(
    {"notice_days": _check_notice, "brown_out_days": _check_rehearsals, "targets": _check_targets}
)
"""By the part of a demand that each is about."""


def terms_asked(
    demand: Demand, names: Iterable[NormalizedName], *, announced_at: datetime, until: datetime
) -> dict[NormalizedName, Term]:
    """Return what a demand asks for each of these projects, by name and in their order, if it is announced then."""
    return {
        name: Term(
            name,
            announced_at,
            until,
            strength=demand.strength,
            scope=demand.scope,
            target=demand.target,
            brown_outs=brown_out_days(until, days_before=demand.brown_out_days),
        )
        for name in sorted(names)
    }
