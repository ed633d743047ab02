"""What a mandate asks of somebody, in words: on their own page and above every other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from strongroom.foundation.days import day_words
from strongroom.interfaces.web.wording import Event, list_words
from strongroom.mandates.queries import Asked
from strongroom.mandates.services import Phase, Scope

ENROL = "Enrol a second factor"


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
    action: str = ENROL


def find_obligation(asked: Sequence[Asked], *, today: date) -> Obligation | None:
    """Return what is still to be done by somebody of whom `asked` is asked, or None where nothing is."""
    open_ones = [one for one in asked if one.term is not None and not one.satisfied]
    if not open_ones:
        return None
    for phase, say in ((Phase.ENFORCED, _enforced), (Phase.BROWN_OUT, _rehearsed)):
        reached = [one for one in open_ones if one.phase is phase]
        if reached:
            return say(reached)
    return _announced(open_ones, today)


def _enforced(closed: Sequence[Asked]) -> Obligation:
    return Obligation(
        title="Your changes are refused until you enrol",
        sentence=f"{_factor(closed)} is needed for {_names(closed)}, and you have not enrolled one.",
        consequence="Until you do, uploads and changes by you are refused, and your API tokens are suspended. "
        f"Nothing is lost: enrol one, and {_again(closed)}.",
        events=(
            *_told(closed),
            Event(
                "In force",
                _first_deadline(closed),
                "now",
                "enforced",
                "Uploads and changes by you are refused.",
            ),
            Event("You enrol", None, "upcoming", "key", f"Then {_again(closed)}."),
        ),
        url=reverse("second_factor"),
    )


def _rehearsed(closed: Sequence[Asked]) -> Obligation:
    first = _first_deadline(closed)
    return Obligation(
        title="Your changes are refused today, as a rehearsal",
        sentence=f"Today (UTC) is a rehearsal: {_factor(closed).lower()} is needed for {_names(closed)}, and you have not "
        f"enrolled one. It is needed for good from {day_words(first)} on.",
        consequence="For this day uploads and changes by you are refused, and your API tokens are suspended. Tomorrow "
        "everything works as before, until the deadline. Enrol one, and it works at once.",
        events=(
            *_told(closed),
            Event("Rehearsal", None, "now", "brown-out", "Today, in UTC."),
            Event("You enrol", None, "upcoming", "key", "It takes about two minutes."),
            Event("In force", first, "upcoming", "enforced", "Changes without a second factor are refused."),
        ),
        url=reverse("second_factor"),
    )


def _announced(asked: Sequence[Asked], today: date) -> Obligation:
    first = _first_deadline(asked)
    left = (first - today).days
    return Obligation(
        title=f"Enrol a second factor before {day_words(first)}",
        sentence=f"From {day_words(first)} on you need {_factor(asked).lower()} for {_names(asked)}. "
        f"{left} {'day is' if left == 1 else 'days are'} left.",
        consequence="Until then everything works as before. Afterwards uploads and changes by you are refused, "
        "and your API tokens are suspended, until you enrol one.",
        events=(
            *_told(asked),
            Event("You enrol", None, "now", "key", "It takes about two minutes."),
            *_rehearsals(asked, today),
            Event("In force", first, "upcoming", "enforced", "Changes without a second factor are refused."),
        ),
        url=reverse("second_factor"),
    )


def _again(closed: Sequence[Asked]) -> str:
    """Return what works again after a late enrolment, and when (docs/explanation/changed-hands.md)."""
    if any(one.critical_since for one in closed):
        return "everything works again, critical projects 72 hours later"
    return "everything works again at once"


def _rehearsals(asked: Sequence[Asked], today: date) -> list[Event]:
    """Return the rehearsals to come."""
    days = {day for one in asked if one.term for day in one.term.brown_outs if day > today}
    about = "For this day (UTC) changes without a second factor are refused."
    return [Event("Rehearsal", day, "upcoming", "brown-out", about) for day in sorted(days)]


def _told(asked: Sequence[Asked]) -> list[Event]:
    announced = [one.term.announced_at for one in asked if one.term is not None]
    return [Event("Announced", min(announced), "done", "announced")]


def _first_deadline(asked: Sequence[Asked]) -> date:
    return min(one.term.deadline.date() for one in asked if one.term is not None)


def _names(asked: Sequence[Asked]) -> str:
    """Return what it is needed for: every project, or some of them by name."""
    if any(one.term and one.term.scope is Scope.EVERY_PUBLISHER for one in asked):
        return "everything that you publish here"
    return list_words([one.project for one in asked])


def _factor(asked: Sequence[Asked]) -> str:
    strong = any(one.term.phishing_resistant for one in asked if one.term is not None)
    return "A security key or passkey" if strong else "A second factor"
