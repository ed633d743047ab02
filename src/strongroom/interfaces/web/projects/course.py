"""The dates of one project: since when it is critical, and what each of its terms asks from when on."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import IntEnum

from strongroom.criticality.queries import Explanation
from strongroom.foundation.days import utc_day
from strongroom.interfaces.web.wording import Event
from strongroom.mandates.queries import Term, list_terms
from strongroom.mandates.services import Strength


def course_of(explanation: Explanation, *, now: datetime) -> list[Event]:
    """Return the dates of a project's designation and of every term on it, in order; empty where it has neither."""
    terms, since = list_terms([explanation.name]), explanation.since
    dates = _dates_of(terms, now.date())
    if since is None:
        return dates
    to_come = (
        Event("Ends only by a rule", None, "upcoming", "lapsed")
        if terms
        else Event("A second factor is asked for", None, "upcoming", "announced", "Not announced yet.")
    )
    designated = Event("Designated critical", since, "done", "critical")
    return [*sorted([designated, *dates], key=lambda event: utc_day(event.on or since)), to_come]


class _Step(IntEnum):
    """What happens on a day of a term."""

    ANNOUNCED = 0
    REHEARSAL = 1
    IN_FORCE = 2


_Date = tuple[date, _Step, Strength]
"""A day, what happens on it, and what is asked for."""

_TITLES = {
    _Step.ANNOUNCED: "{factor} announced",
    _Step.REHEARSAL: "Rehearsal: {factor}",
    _Step.IN_FORCE: "{factor} needed",
}
_ABOUT = {
    _Step.ANNOUNCED: "",
    _Step.REHEARSAL: "For this day (UTC) changes by people without one are refused.",
    _Step.IN_FORCE: "Changes by people without one are refused.",
}
_ICONS = {_Step.ANNOUNCED: "announced", _Step.REHEARSAL: "brown-out", _Step.IN_FORCE: "enforced"}


def _dates_of(terms: Iterable[Term], today: date) -> list[Event]:
    """Return what happens when, each once however many terms say so; what holds now is what was reached last."""
    dates = sorted({one for term in terms for one in _dates(term)})
    reached = [one for one in dates if one[0] <= today]
    lasting = [one for one in reached if one[1] is not _Step.REHEARSAL or one[0] == today]
    return [_event(one, present=one in lasting[-1:], reached=one in reached) for one in dates]


def _dates(term: Term) -> Iterator[_Date]:
    yield utc_day(term.announced_at), _Step.ANNOUNCED, term.strength
    for day in term.brown_outs:
        yield day, _Step.REHEARSAL, term.strength
    yield utc_day(term.deadline), _Step.IN_FORCE, term.strength


def _event(when: _Date, *, present: bool, reached: bool) -> Event:
    on, step, strength = when
    title = _TITLES[step].format(factor=strength.words.removeprefix("a "))
    state = "now" if present else "done" if reached else "upcoming"
    return Event(title[0].upper() + title[1:], on, state, _ICONS[step], _ABOUT[step])
