"""The sentences in which a mandate speaks before and after its deadline. The same words everywhere."""

from datetime import date, datetime, timedelta

from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.rules.scopes import Scope
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
    return _ASKS[term.scope].format(factor=factor_asked(term))


def factor_asked(term: Term) -> str:
    """Return what the term asks for."""
    return factor_words(phishing_resistant=term.phishing_resistant)


def factor_words(*, phishing_resistant: bool) -> str:
    """Return the name of what is asked for."""
    return "a security key or passkey" if phishing_resistant else "a second factor"


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


def refusal(
    username: str, term: Term, enrol_url: str, *, project: NormalizedName, now: datetime
) -> SecondFactorRequired:
    """Return the refusal of a change of `project` for the sake of a term that refuses now.

    Where the term is another project's, an API token was used: all of them are suspended.
    """
    of_project = project if term.covers(project) else term.project
    lacking = f"{whose_rule(term, of_project)}, and {username} has not enrolled {factor_asked(term)}."
    suspended = f"The API tokens of {username} are suspended: "
    is_rehearsal = term.phase(now) is Phase.BROWN_OUT
    return SecondFactorRequired(
        lacking if term.covers(project) else suspended + lacking,
        why=_rehearsal(term, now)
        if is_rehearsal
        else f"{_sentence(what_it_asks(term))} since {_day(term.deadline)}.",
        next_step=_next_step(enrol_url, now, is_rehearsal=is_rehearsal),
        project=of_project,
        since=start_of(now.date()) if is_rehearsal else term.deadline,
        enrol_url=enrol_url,
    )


def _rehearsal(term: Term, now: datetime) -> str:
    return (
        f"This is a rehearsal, for {_day(now)} (UTC) alone. {_sentence(what_it_asks(term))} for good from "
        f"{_day(term.deadline)} on."
    )


def _next_step(enrol_url: str, now: datetime, *, is_rehearsal: bool) -> str:
    if not is_rehearsal:
        return f"Enrol one at {enrol_url}, then try again."
    reopens = start_of(now.date() + timedelta(days=1))
    return f"Enrol one at {enrol_url}, then try again; or try again from {reopens:%Y-%m-%d %H:%M} UTC on."


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:]


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}"
