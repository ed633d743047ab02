"""The table of deadlines: from when on which rule asks for what, and of how many people still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from strongroom.interfaces.web.accounts.bonds import title_of_scope
from strongroom.mandates.queries import Deadline
from strongroom.mandates.services import Scope, Strength

_ENOUGH = {Strength.ANY: "Any second factor", Strength.PHISHING_RESISTANT: "Security key or passkey"}


@dataclass(frozen=True, slots=True)
class ShownDeadline:
    """A row of it.

    Args:
        asks: What is enough.
        rule: By which rule.
        number: Of the mandate, for its place on the page of the rules; None where owners ask.
        projects: None for every publisher.
        people: How many lack what is asked; None where a sum would be about single people.
    """

    on: date
    asks: str
    rule: str
    number: int | None
    projects: int | None
    people: int | None


def shown_deadlines(deadlines: Sequence[Deadline]) -> list[ShownDeadline]:
    """Return the rows, in their order."""
    return [
        ShownDeadline(
            on=one.on,
            asks=_ENOUGH[one.strength],
            rule="Own rules of owners"
            if one.scope is Scope.OWN
            else title_of_scope(one.scope, target=one.target),
            number=one.mandate_id,
            projects=one.projects,
            people=one.people,
        )
        for one in deadlines
    ]
