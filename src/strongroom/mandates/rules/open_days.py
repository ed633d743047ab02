"""From when on nothing is refused, and until when: what refusals, letters and pages promise of the days to come.

Each function takes the terms that somebody lacks the factor for (and still lacks then), and answers as `rules.permit` will.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from strongroom.foundation.days import utc_day
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import REFUSING, Phase, start_of

COOL_OFF = timedelta(hours=72)
"""How long an account that enrolled late changes no critical project (ADR 12). The accounts, whose rule it is, are not asked from
here; a test compares."""


def refusing(lacking: Iterable[Term], *, now: datetime) -> list[Term]:
    """Return those of the terms that refuse now."""
    return [term for term in lacking if term.phase(now) in REFUSING]


def is_late(lacking: Iterable[Term], *, now: datetime) -> bool:
    """Whoever enrols now does it after a deadline, and waits before critical projects can be changed (ADR 12)."""
    return any(term.phase(now) is Phase.ENFORCED for term in lacking)


def works_again_at(lacking: Collection[Term], *, now: datetime) -> datetime | None:
    """Return the first instant from now on at which none of the terms refuses: now itself where none does.

    None if there will be no such instant: what refuses now does so until a deadline, or one is over.
    """
    at = now
    while refused := refusing(lacking, now=at):
        if is_late(refused, now=at):
            return None
        at = start_of(utc_day(at) + timedelta(days=1))
    return at


def refused_from(lacking: Collection[Term], *, now: datetime) -> datetime:
    """Return the first instant from now on at which one of the terms refuses, of which there is one at least."""
    if refusing(lacking, now=now):
        return now
    starts = [start_of(day) for day in rehearsals_ahead(lacking, now=now)]
    return min([*starts, *(term.deadline for term in lacking)])


def rehearsals_ahead(terms: Iterable[Term], *, now: datetime) -> tuple[date, ...]:
    """Return the days of rehearsal that are not over, each once and in their order."""
    return tuple(sorted({day for term in terms for day in term.brown_outs_from(now)}))
