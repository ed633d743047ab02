"""What one mandate asks for one project, with its dates."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.foundation.days import utc_day
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.rules.scopes import EVERY_PROJECT, LEFT_AT_WILL, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.timeline import Phase, phase


@dataclass(frozen=True, slots=True)
class Term:
    """A mandate's dates for one project, and what it asks for.

    Args:
        project: `EVERY_PROJECT` where the mandate binds every publisher.
        target: Whose rule it is: the name of the organization, or of the project where its owners made it.
        brown_outs: Days (UTC) of rehearsal before the deadline, in their order.
    """

    project: NormalizedName
    announced_at: datetime
    deadline: datetime
    strength: Strength = Strength.ANY
    scope: Scope = Scope.CRITICAL_PROJECTS
    target: str = ""
    brown_outs: tuple[date, ...] = ()
    mandate_id: int = 0

    def phase(self, now: datetime) -> Phase | None:
        """How far the mandate has come for this project."""
        return phase(self.announced_at, deadline=self.deadline, now=now, brown_outs=self.brown_outs)

    def covers(self, project: NormalizedName) -> bool:
        """It asks something of whoever changes this project."""
        return self.project in {EVERY_PROJECT, project}

    def brown_outs_from(self, now: datetime) -> tuple[date, ...]:
        """Return the days of rehearsal that are not over."""
        return tuple(day for day in self.brown_outs if day >= utc_day(now))


def deadline_on_return(scope: Scope, *, fresh: datetime, earlier: Collection[datetime]) -> datetime:
    """Return the deadline of a term that begins for a name which may have been under the same mandate before (ADR 16).

    Where the people of a project take it out of scope and in again by themselves, the first deadline stays, passed or not:
    a new one would put them off for ever. The other scopes are left by nobody's own doing, so the notice is a new one.

    Args:
        fresh: The end of the full notice, counted from now.
        earlier: The deadlines of its terms under this mandate that have lapsed.
    """
    return min(fresh, *earlier) if scope in LEFT_AT_WILL and earlier else fresh


def foremost(terms: Iterable[Term], *, now: datetime) -> Term | None:
    """Return the term that is to be said first, if there is one: what refuses for good, then for today, then what comes next.

    Of two that refuse alike the stronger demand counts: who meets it meets both.
    """
    order = {Phase.ENFORCED: 0, Phase.BROWN_OUT: 1, Phase.ANNOUNCED: 2, None: 3}

    def place(term: Term) -> tuple[int, bool, datetime, str]:
        reached = order[term.phase(now)]
        return (
            reached,
            reached < order[Phase.ANNOUNCED] and term.strength is Strength.ANY,
            term.deadline,
            term.project,
        )

    return min(terms, key=place, default=None)
