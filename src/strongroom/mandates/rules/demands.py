"""What a mandate of operators asks for, before it is announced."""

from dataclasses import dataclass, field

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import DemandUnfit
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.timeline import check_brown_outs, check_notice

REASON_LENGTH = 500


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
    phishing_resistant: bool = False
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
        DemandUnfit: its scope does not fit what it is aimed at.
    """
    check_notice(demand.notice_days)
    check_brown_outs(demand.brown_out_days, notice_days=demand.notice_days)
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
            f"A mandate on {demand.scope} names none of them.",
            next_step="Leave the targets out, or choose the scope projects or organization.",
        )
