"""The sentences in which a mandate speaks before and after its deadline. The same words everywhere."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.foundation.days import day_words, utc_day
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.rules.open_days import COOL_OFF, refusing, works_again_at
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import Phase, start_of

_WHOSE = {
    Scope.CRITICAL_PROJECTS: "{project} is a critical project",
    Scope.EVERY_PUBLISHER: "This index has a rule for every publisher",
    Scope.PROJECTS: "{project} is among the projects that the operators of this index have named",
    Scope.ORGANIZATION: "{project} is a project of the organization {target}",
    Scope.OWN: "{project} has a rule of its owners'",
}
_ASKS = {
    Scope.CRITICAL_PROJECTS: "its maintainers need {factor}",
    Scope.EVERY_PUBLISHER: "all who publish here, for the first time or again, need {factor}",
    Scope.PROJECTS: "its maintainers need {factor}",
    Scope.ORGANIZATION: "its organization asks its maintainers for {factor}",
    Scope.OWN: "its owners ask its maintainers for {factor}",
}


def whose_rule(term: Term, project: NormalizedName) -> str:
    """Return the clause that says by which rule a project is under a mandate."""
    return _WHOSE[term.scope].format(project=project, target=term.target)


def what_it_asks(term: Term) -> str:
    """Return the clause that says of whom it asks what."""
    return _ASKS[term.scope].format(factor=term.strength.words)


def notice_words(scope: Scope, *, days: int, last_told_on: date | None, today: date) -> str:
    """Return how long the notice of a mandate is, and from when on it counts.

    Args:
        days: Of the notice.
        last_told_on: The day on which the last letter goes out, or went; None where all went out when it was announced.
    """
    goes = (
        "" if last_told_on is None else f"the last letter {'goes' if last_told_on >= today else 'went'} out"
    )
    if scope is Scope.EVERY_PUBLISHER:
        counted = f", counted from {day_words(last_told_on)}, when {goes}" if last_told_on else ""
        return f"{days} days{counted}; who publishes for the first time when it is in force needs the factor at once"
    counted = f", but from no day before {day_words(last_told_on)}, when {goes}" if last_told_on else ""
    return f"{days} days, counted for each project from its own announcement{counted}"


def announcement(username: str, term: Term, enrol_url: str, *, project: NormalizedName, now: datetime) -> str:
    """Return the sentences that tell somebody of a mandate before its deadline."""
    rehearsals = rehearsal_words(term.brown_outs_from(now))
    return (
        f"{whose_rule(term, project)}: from {_day(term.deadline)} on, {what_it_asks(term)}, and {username} has not enrolled "
        f"one. {rehearsals}{' ' if rehearsals else ''}Enrol one at {enrol_url} before then."
    )


def rehearsal_words(days: tuple[date, ...]) -> str:
    """Return the sentence that names the days of rehearsal to come; empty where there are none."""
    if not days:
        return ""
    named = " and ".join(str(day) for day in days)
    return f"On {named} (UTC) changes without one are refused for the day, as a rehearsal."


@dataclass(frozen=True, slots=True)
class Stopped:
    """A change that terms refuse now.

    Args:
        project: What was to be changed.
        lacking: The terms that stand against it, now or on another day, and whose factor the person lacks.
        waits: Once enrolled, the person waits for another 72 hours before this project can be changed.
        enrol_url: Page where a second factor is enrolled.
    """

    username: str
    project: NormalizedName
    lacking: tuple[Term, ...]
    waits: bool
    enrol_url: str


def refusal(term: Term, stopped: Stopped, *, now: datetime) -> SecondFactorRequired:
    """Return the refusal of a change for the sake of a term that refuses now.

    Where the term is another project's, an API token was used: all of them are suspended.
    """
    covered, username = term.covers(stopped.project), stopped.username
    of_project = stopped.project if covered else term.project
    lacking = f"{whose_rule(term, of_project)}, and {username} has not enrolled {term.strength.words}."
    suspended = f"The API tokens of {username} are suspended: "
    is_rehearsal = term.phase(now) is Phase.BROWN_OUT
    return SecondFactorRequired(
        lacking if covered else suspended + lacking,
        why=_rehearsal(term, now)
        if is_rehearsal
        else f"{_sentence(what_it_asks(term))} since {_day(term.deadline)}.",
        next_step=_next_step(term, stopped, now),
        project=of_project,
        since=start_of(utc_day(now)) if is_rehearsal else term.deadline,
        enrol_url=stopped.enrol_url,
    )


def _rehearsal(term: Term, now: datetime) -> str:
    return (
        f"This is a rehearsal, for {utc_day(now)} (UTC). {_sentence(what_it_asks(term))} for good from "
        f"{_day(term.deadline)} on."
    )


def _next_step(term: Term, stopped: Stopped, now: datetime) -> str:
    """Return what makes the change pass, and when: by enrolling, or by itself where a rehearsal ends."""
    reopens_at = works_again_at(stopped.lacking, now=now)
    by_itself = f"; or try again from {reopens_at:%Y-%m-%d %H:%M} UTC on" if reopens_at else ""
    enrol = f"Enrol {_enough(term, stopped, now)} at {stopped.enrol_url}, then try again"
    if not stopped.waits:
        return f"{enrol}{by_itself}."
    return (
        f"{enrol} 72 hours later{by_itself}. In those 72 hours you cannot change {stopped.project}, hand it over or leave it: if "
        "you would rather leave it, do that before you enrol."
    )


def _enough(term: Term, stopped: Stopped, now: datetime) -> str:
    """Return what to enrol: more than the term asks for where another refuses when it is tried again."""
    tried_at = now + COOL_OFF if stopped.waits else now
    needed = _strongest([term, *refusing(stopped.lacking, now=tried_at)])
    return "one" if needed is term.strength else f"{needed.words}, which another rule asks for,"


def needed_besides(refused: Collection[Term], enrol_url: str, *, waits: bool) -> str:
    """Return a further sentence for somebody whose account waits, where these terms refuse once it waits no more; else nothing.

    Args:
        waits: Once enrolled, the person waits from then on.
    """
    if not refused:
        return ""
    hours = ", for 72 hours run from that moment" if waits else ""
    return f" Afterwards it takes {_strongest(refused).words}, which you have not enrolled: do that now, at {enrol_url}{hours}."


def _strongest(terms: Iterable[Term]) -> Strength:
    strict = any(term.strength is Strength.PHISHING_RESISTANT for term in terms)
    return Strength.PHISHING_RESISTANT if strict else Strength.ANY


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:]


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}"
