"""One mandate, as somebody reads it whom it binds: who asks what and why, for which projects, and its course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from strongroom.accounts.queries import Factor, FactorKind, Person, Protection
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.wording import Event, actor_words, counted, list_words
from strongroom.mandates.queries import Bond, MandateRecord, foremost
from strongroom.mandates.services import Scope, Strength

NAMES_SHOWN = 8
DATES_SHOWN = 3
"""Of the dates to come. Each project has its own deadline: somebody with a hundred may have as many."""

_REHEARSAL = "Rehearsal"

_TITLES = {
    Scope.CRITICAL_PROJECTS: "Critical projects",
    Scope.EVERY_PUBLISHER: "Everybody who publishes here",
    Scope.PROJECTS: "Projects that the operators have named",
    Scope.ORGANIZATION: "Projects of {target}",
    Scope.OWN: "{target}, by its owners",
}
_ASKS = {
    Scope.CRITICAL_PROJECTS: "Many others depend on these projects. Whoever changes a critical project needs {factor}.",
    Scope.EVERY_PUBLISHER: "Whoever publishes here, for the first time or again, needs {factor}.",
    Scope.PROJECTS: "Whoever changes one of the projects that the operators have named needs {factor}.",
    Scope.ORGANIZATION: "Whoever changes a project of the organization {target} needs {factor}.",
    Scope.OWN: "Its owners have decided that whoever changes {target} needs {factor}.",
}


@dataclass(frozen=True, slots=True)
class ShownBond:
    """A mandate and one person.

    Args:
        number: Of the mandate, for the anchors of the page.
        asked_by: Who announced it, in words.
        enough: What satisfies it, as a sentence.
        held: What the person holds, and whether that is enough, as a sentence.
        names: The first of their projects under it; `more` counts the others. Empty where it is for all of them.
        phase: How far it has come for what is to be said first: a badge.
    """

    number: int
    title: str
    asks: str
    asked_by: str
    reason: str
    enough: str
    held: str
    satisfied: bool
    phase: str
    for_ever: bool
    names: tuple[NormalizedName, ...]
    more: int
    events: tuple[Event, ...]


def shown_bond(bond: Bond, person: Person, factors: Sequence[Factor], *, now: datetime) -> ShownBond:
    """Return a mandate as the person reads it."""
    mandate = bond.mandate
    first = foremost(bond.terms.values(), now=now)
    names = () if mandate.scope is Scope.EVERY_PUBLISHER else tuple(bond.terms)
    return ShownBond(
        number=mandate.id,
        title=title_of(mandate),
        asks=asks_of(mandate),
        asked_by=actor_words(mandate.announced_by),
        reason=mandate.reason,
        enough=enough_words(mandate.strength),
        held=_held(bond, person, factors),
        satisfied=bond.satisfied,
        phase=str(first.phase(now) or "announced") if first else "announced",
        for_ever=mandate.for_ever,
        names=names[:NAMES_SHOWN],
        more=len(names[NAMES_SHOWN:]),
        events=tuple(course_of(bond, today=now.date())),
    )


def title_of(mandate: MandateRecord) -> str:
    """Return of whom or what a mandate speaks, as a heading."""
    return title_of_scope(mandate.scope, target=mandate.target)


def title_of_scope(scope: Scope, *, target: str) -> str:
    """Return the same of any mandate of this scope."""
    return _TITLES[scope].format(target=target)


def asks_of(mandate: MandateRecord) -> str:
    """Return of whom a mandate asks what, as a sentence."""
    return _ASKS[mandate.scope].format(target=mandate.target, factor=mandate.strength.words)


def enough_words(strength: Strength) -> str:
    """Return what satisfies a mandate of that strength, as a sentence."""
    if strength is Strength.PHISHING_RESISTANT:
        return "A security key, or a passkey of your phone or computer. An authenticator app is not enough."
    return "An authenticator app, a security key, or a passkey of your phone or computer."


def _held(bond: Bond, person: Person, factors: Sequence[Factor]) -> str:
    if not person.is_protected:
        return "You hold none."
    if person.protection is Protection.PROVIDER:
        seen = "Your second factor where you sign in for your company"
        return f"{seen} counts." if bond.satisfied else f"{seen} does not count here."
    by_key_alone = bond.satisfied and bond.mandate.strength is Strength.PHISHING_RESISTANT
    named = [
        f"the {_kind_words(one)} “{one.name}”"
        for one in factors
        if one.kind is FactorKind.KEY or not by_key_alone
    ]
    return f"You hold {list_words(named)}: {'that is enough' if bond.satisfied else 'not enough here'}."


def _kind_words(factor: Factor) -> str:
    if factor.kind is FactorKind.TOTP:
        return "authenticator app"
    return "passkey" if factor.is_passkey else "security key"


def course_of(bond: Bond, *, today: date) -> list[Event]:
    """Return what happened and what will: the announcement, rehearsals, today, and the deadlines in their order."""
    deadlines: dict[date, list[str]] = {}
    for project, term in bond.terms.items():
        deadlines.setdefault(term.deadline.date(), []).append(project)
    rehearsals = sorted({day for term in bond.terms.values() for day in term.brown_outs})
    past = {on: names for on, names in deadlines.items() if on <= today}
    coming = [(on, _in_force(names, deadlines)) for on, names in deadlines.items() if on > today]
    coming += [(day, _REHEARSAL) for day in rehearsals if day > today]
    return [
        Event("Announced", min(term.announced_at for term in bond.terms.values()), "done", "announced"),
        *_over([day for day in rehearsals if day < today], past, deadlines),
        _now(bond, min(set(deadlines) - set(past), default=None), today, is_rehearsal=today in rehearsals),
        *_upcoming(sorted(coming)),
    ]


def _in_force(names: Sequence[str], deadlines: Mapping[date, Sequence[str]]) -> str:
    """Return the title of a deadline, with names where others have another one."""
    of_all = len(names) == sum(map(len, deadlines.values()))
    return "In force" if of_all else f"In force for {list_words(names, at_most=2)}"


def _over(
    rehearsals: Sequence[date], past: Mapping[date, Sequence[str]], deadlines: Mapping[date, Sequence[str]]
) -> list[Event]:
    """Return at most two entries for what is over: rehearsals and deadlines, the older first."""
    over: list[tuple[date, Event]] = []
    if rehearsals:
        title = _REHEARSAL if len(rehearsals) == 1 else f"{len(rehearsals)} rehearsals, the last"
        over.append((rehearsals[-1], Event(title, rehearsals[-1], "done", "brown-out")))
    if past:
        names = [name for several in past.values() for name in several]
        over.append((min(past), Event(_in_force(names, deadlines), min(past), "done", "enforced")))
    return [event for _, event in sorted(over, key=itemgetter(0))]


def _now(bond: Bond, next_deadline: date | None, today: date, *, is_rehearsal: bool) -> Event:
    if bond.satisfied:
        return Event("Today", today, "now", "check", "You hold what is asked.")
    if next_deadline is None:
        return Event("Today", today, "now", "key", "Your changes are refused until you enrol.")
    left = f"{counted((next_deadline - today).days, 'day')} left to enrol."
    if is_rehearsal:
        about = f"Your changes are refused until midnight UTC. {left}"
        return Event("Rehearsal today", today, "now", "brown-out", about)
    return Event("Today", today, "now", "key", left)


def _upcoming(coming: Sequence[tuple[date, str]]) -> list[Event]:
    shown = [
        Event(title, on, "upcoming", "brown-out", "For this day (UTC) it is enforced.")
        if title == _REHEARSAL
        else Event(title, on, "upcoming", "enforced")
        for on, title in coming[:DATES_SHOWN]
    ]
    more = len(coming) - DATES_SHOWN
    if more > 0:
        title = f"{counted(more, 'more date')}, the last on {day_words(coming[-1][0])}"
        shown.append(Event(title, None, "upcoming", "enforced"))
    return shown
