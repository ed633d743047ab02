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
from strongroom.mandates.queries import (
    Asked,
    Term,
    foremost,
    refused_from,
    rehearsals_ahead,
    works_again_at,
)
from strongroom.mandates.services import EVERY_PROJECT, Phase, Strength


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
        return _enforced(alike, lacks, asked, now)
    waiting = any(one.waits_until for one in asked)
    if phase is Phase.BROWN_OUT:
        return _rehearsed(alike, lacks, now, waiting=waiting)
    soonest = [lack for lack in alike if lack.term.deadline == first.deadline]
    return _announced(soonest, lacks, now, waiting=waiting)


def _enforced(
    closed: Sequence[_Lack], lacks: Sequence[_Lack], asked: Sequence[Asked], now: datetime
) -> Obligation:
    factor, again = _strongest(closed), _again(asked)
    since = min(lack.term.deadline for lack in closed)
    refused = "Uploads and changes by you are refused."
    return Obligation(
        title=f"Your changes are refused until you enrol {factor}",
        sentence=f"{_sentence(_needs(closed))}, and you have not enrolled one.",
        consequence="Until you do, uploads and changes by you are refused, and your API tokens are suspended. "
        f"Nothing is lost: enrol one, and {again}.{_stronger_later(closed, lacks, now)}",
        events=(
            _told(closed),
            Event("In force", since, "now", "enforced", refused),
            Event("You enrol", None, "upcoming", "key", f"Then {again}."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _rehearsed(
    closed: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime, *, waiting: bool
) -> Obligation:
    factor, first = _strongest(closed), min(lack.term.deadline for lack in closed)
    return Obligation(
        title="Your changes are refused today, as a rehearsal",
        sentence=f"Today (UTC) is a rehearsal: {_needs(closed)}, and you have not enrolled one. It is needed for good from "
        f"{day_words(first)} on.",
        consequence="Today uploads and changes by you are refused, and your API tokens are suspended. "
        f"{_after_rehearsal(lacks, now, waiting=waiting)}{_stronger_later(closed, lacks, now)}",
        events=(
            _told(closed),
            Event("Rehearsal", None, "now", "brown-out", "Today, in UTC."),
            Event("You enrol", None, "upcoming", "key", "It takes about two minutes."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _announced(
    soonest: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime, *, waiting: bool
) -> Obligation:
    factor, until = _strongest(soonest), soonest[0].term.deadline
    left = (until.date() - now.date()).days
    return Obligation(
        title=f"Enrol {factor} before {day_words(until)}",
        sentence=f"From {day_words(until)} on {_needs(soonest)}. {counted(left, 'day')} {'is' if left == 1 else 'are'} left.",
        consequence=f"{_until_then(lacks, until, now, waiting=waiting)}Afterwards uploads and changes by you are refused, and "
        f"your API tokens are suspended, until you enrol one.{_stronger_later(soonest, lacks, now)}",
        events=(
            _told(soonest),
            Event("You enrol", None, "now", "key", "It takes about two minutes."),
            *_to_come(lacks, now),
        ),
        url=reverse("second_factor"),
        action=f"Enrol {factor}",
    )


def _again(asked: Sequence[Asked]) -> str:
    """Return what works again after a late enrolment, and when (docs/explanation/changed-hands.md).

    Whichever project was enrolled for, every critical one waits.
    """
    if any(one.critical_since for one in asked):
        return "everything works again, critical projects 72 hours later"
    return "everything works again at once"


def _until_then(lacks: Sequence[_Lack], until: datetime, now: datetime, *, waiting: bool) -> str:
    """Return a sentence on the days before the first deadline; none where the account waits, which another notice says."""
    if waiting:
        return ""
    days = [day for day in rehearsals_ahead(_terms(lacks), now=now) if day < until.date()]
    named = list_words([day_words(day) for day in days], at_most=len(days))
    but = f", except on {named} (UTC), as a rehearsal" if days else ""
    return f"Until then everything works as before{but}. "


def _after_rehearsal(lacks: Sequence[_Lack], now: datetime, *, waiting: bool) -> str:
    """Return from when to when everything works without enrolling, and what follows from it; nothing where the account waits."""
    if waiting:
        return ""
    again = works_again_at(_terms(lacks), now=now)
    if again is None:
        return "Without one, no day is left on which everything works. Enrol one today, and it works at once."
    until = refused_from(_terms(lacks), now=again)
    return f"From {day_words(again)} on everything works as before, until {day_words(until)}. Enrol one, and it works at once."


def _told(said: Sequence[_Lack]) -> Event:
    return Event("Announced", min(lack.term.announced_at for lack in said), "done", "announced")


def _to_come(lacks: Sequence[_Lack], now: datetime) -> list[Event]:
    """Return the next deadline of each strength with its rehearsals: what is to come, in order."""
    days: dict[tuple[date, bool, Strength], Event] = {}
    for strength in Strength:
        coming = [one.term for one in lacks if one.term.strength is strength and one.term.deadline > now]
        for term in sorted(coming, key=lambda term: term.deadline)[:1]:
            refused = f"changes without {strength.words} are refused."
            for day in term.brown_outs_from(now):
                if day > now.date():
                    about = f"For this day (UTC) {refused}"
                    days[day, False, strength] = Event("Rehearsal", day, "upcoming", "brown-out", about)
            on = term.deadline.date()
            days[on, True, strength] = Event("In force", on, "upcoming", "enforced", _sentence(refused))
    return [days[when] for when in sorted(days)]


def _needs(said: Sequence[_Lack]) -> str:
    """Return the clause that says what is needed for what: each project under the strongest demand on it."""
    strict = _strict(said)
    under_it = {lack.asked.project for lack in strict}
    other = [lack for lack in said if lack.asked.project not in under_it]
    factor, names = _strongest(said), _names(strict or other)
    rest = f", and any second factor for {_names(other, is_rest=True)}" if strict and other else ""
    return f"you need {factor} for {names}{rest}"


def _names(said: Sequence[_Lack], *, is_rest: bool = False) -> str:
    """Return what it is needed for: every project, or some of them by name."""
    if any(lack.term.project == EVERY_PROJECT for lack in said):
        return f"everything{' else' if is_rest else ''} that you publish here"
    return list_words(list(dict.fromkeys(lack.asked.project for lack in said)))


def _stronger_later(said: Sequence[_Lack], lacks: Sequence[_Lack], now: datetime) -> str:
    """Return a further sentence where the factor that is enough now will not be enough for everything; else nothing."""
    strict = _strict(lacks)
    if not strict or _strict(said):
        return ""
    factor, first = _strongest(strict), min(lack.term.deadline for lack in strict)
    today = (
        "Today (UTC), as a rehearsal, and from" if refused_from(_terms(strict), now=now) == now else "From"
    )
    return f" {today} {day_words(first)} on it takes {factor}, for {_names(strict)}: enrol one now, and that is done, too."


def _terms(lacks: Sequence[_Lack]) -> list[Term]:
    return [lack.term for lack in lacks]


def _strict(lacks: Iterable[_Lack]) -> list[_Lack]:
    """Return those that only a security key or passkey makes up for."""
    return [lack for lack in lacks if lack.term.strength is Strength.PHISHING_RESISTANT]


def _strongest(said: Iterable[_Lack]) -> str:
    """Return what makes up for all of them."""
    return (Strength.PHISHING_RESISTANT if _strict(said) else Strength.ANY).words


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:]
