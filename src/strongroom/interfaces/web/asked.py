"""What a mandate asks of somebody, in words: on their own page and above every other one.

The words are those of what the person lacks, and of the term that is to be said first (`rules.terms.foremost`): whoever holds an
authenticator app reads nothing of the mandates that it satisfies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from strongroom.foundation.days import day_words
from strongroom.interfaces.web.wording import Event, counted, list_words
from strongroom.mandates.queries import Asked, Term, foremost
from strongroom.mandates.services import EVERY_PROJECT, Phase, factor_words


@dataclass(frozen=True, slots=True)
class Obligation:
    """What is asked and by when; `url` and `action` lead to the page where it is done.

    Args:
        consequence: What follows for whoever does nothing, in a few sentences.
    """

    title: str
    sentence: str
    consequence: str
    events: tuple[Event, ...]
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class _Lack:
    """A term that somebody lacks the factor for, on one of their projects."""

    asked: Asked
    term: Term


def find_obligation(asked: Sequence[Asked], *, now: datetime) -> Obligation | None:
    """Return what is still to be done by somebody of whom `asked` is asked, or None where nothing is."""
    lacks = [_Lack(one, term) for one in asked for term in one.lacking]
    first = foremost((lack.term for lack in lacks), now=now)
    if first is None:
        return None
    phase = first.phase(now)
    alike = [lack for lack in lacks if lack.term.phase(now) is phase]
    if phase is Phase.ENFORCED:
        return _enforced(alike, lacks, now)
    if phase is Phase.BROWN_OUT:
        return _rehearsed(alike, lacks, now)
    return _announced([lack for lack in alike if lack.term.deadline == first.deadline], lacks, now)


def _enforced(closed: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime) -> Obligation:
    factor, again = _strongest(closed), _again(closed)
    since = min(lack.term.deadline for lack in closed)
    refused = "Uploads and changes by you are refused."
    return Obligation(
        title=f"Your changes are refused until you enrol {factor}",
        sentence=f"{_sentence(_needs(closed))}, and you have not enrolled one.",
        consequence="Until you do, uploads and changes by you are refused, and your API tokens are suspended. "
        f"Nothing is lost: enrol one, and {again}.{_stronger_later(closed, lacks)}",
        events=(
            _told(closed),
            Event("In force", since, "now", "enforced", refused),
            Event("You enrol", None, "upcoming", "key", f"Then {again}."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _rehearsed(closed: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime) -> Obligation:
    factor, first = _strongest(closed), min(lack.term.deadline for lack in closed)
    return Obligation(
        title="Your changes are refused today, as a rehearsal",
        sentence=f"Today (UTC) is a rehearsal: {_needs(closed)}, and you have not enrolled one. It is needed for good from "
        f"{day_words(first)} on.",
        consequence="For this day uploads and changes by you are refused, and your API tokens are suspended. Tomorrow "
        f"everything works as before, until the deadline. Enrol one, and it works at once.{_stronger_later(closed, lacks)}",
        events=(
            _told(closed),
            Event("Rehearsal", None, "now", "brown-out", "Today, in UTC."),
            Event("You enrol", None, "upcoming", "key", "It takes about two minutes."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _announced(soonest: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime) -> Obligation:
    factor, until = _strongest(soonest), soonest[0].term.deadline
    left = (until.date() - now.date()).days
    return Obligation(
        title=f"Enrol {factor} before {day_words(until)}",
        sentence=f"From {day_words(until)} on {_needs(soonest)}. {counted(left, 'day')} {'is' if left == 1 else 'are'} left.",
        consequence="Until then everything works as before. Afterwards uploads and changes by you are refused, and your API "
        f"tokens are suspended, until you enrol one.{_stronger_later(soonest, lacks)}",
        events=(
            _told(soonest),
            Event("You enrol", None, "now", "key", "It takes about two minutes."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _again(closed: Sequence[_Lack]) -> str:
    """Return what works again after a late enrolment, and when (docs/explanation/changed-hands.md)."""
    if any(lack.asked.critical_since for lack in closed):
        return "everything works again, critical projects 72 hours later"
    return "everything works again at once"


def _told(said: Sequence[_Lack]) -> Event:
    return Event("Announced", min(lack.term.announced_at for lack in said), "done", "announced")


def _to_come(lacks: Sequence[_Lack], now: datetime) -> list[Event]:
    """Return the next deadline of each strength with its rehearsals: what is to come, in order."""
    days: dict[tuple[date, bool, bool], Event] = {}
    for is_strict in (False, True):
        coming = [
            one.term for one in lacks if one.term.phishing_resistant is is_strict and one.term.deadline > now
        ]
        for term in sorted(coming, key=lambda term: term.deadline)[:1]:
            refused = f"changes without {factor_words(phishing_resistant=is_strict)} are refused."
            for day in term.brown_outs:
                if day > now.date():
                    about = f"For this day (UTC) {refused}"
                    days[day, False, is_strict] = Event("Rehearsal", day, "upcoming", "brown-out", about)
            on = term.deadline.date()
            days[on, True, is_strict] = Event("In force", on, "upcoming", "enforced", _sentence(refused))
    return [days[when] for when in sorted(days)]


def _needs(said: Sequence[_Lack]) -> str:
    """Return the clause that says what is needed for what: each project under the strongest demand on it."""
    strict = [lack for lack in said if lack.term.phishing_resistant]
    under_it = {lack.asked.project for lack in strict}
    other = [lack for lack in said if lack.asked.project not in under_it]
    factor, names = factor_words(phishing_resistant=bool(strict)), _names(strict or other)
    rest = f", and any second factor for {_names(other, is_rest=True)}" if strict and other else ""
    return f"you need {factor} for {names}{rest}"


def _names(said: Sequence[_Lack], *, is_rest: bool = False) -> str:
    """Return what it is needed for: every project, or some of them by name."""
    if any(lack.term.project == EVERY_PROJECT for lack in said):
        return f"everything{' else' if is_rest else ''} that you publish here"
    return list_words(list(dict.fromkeys(lack.asked.project for lack in said)))


def _stronger_later(said: Sequence[_Lack], lacks: Sequence[_Lack]) -> str:
    """Return a further sentence where the factor that is enough now will not be enough for everything; else nothing."""
    strict = [lack for lack in lacks if lack.term.phishing_resistant]
    if not strict or any(lack.term.phishing_resistant for lack in said):
        return ""
    factor, first = factor_words(phishing_resistant=True), min(lack.term.deadline for lack in strict)
    return f" From {day_words(first)} on it takes {factor}, for {_names(strict)}: enrol one now, and that is done, too."


def _strongest(said: Iterable[_Lack]) -> str:
    return factor_words(phishing_resistant=any(lack.term.phishing_resistant for lack in said))


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:]
