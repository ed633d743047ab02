"""The words of a mandate's mails: plain text, one per person, naming projects, rule, dates and the next step.

No sign-in links: a mail that asks for a click and a password looks like an attack. Each
mail names the page to go to, and the address where the same text is shown for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.days import day_words, utc_day
from strongroom.foundation.letters import Letter
from strongroom.mandates.rules.open_days import rehearsals_ahead
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import start_of


@dataclass(frozen=True, slots=True)
class WholeLetter:
    """A subject and a plain text, with greeting and end: what its reader finds again under the address of the letter."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter goes to, and where the index is.

    Args:
        satisfied: The person already holds what is asked for.
        obligations_url: Where everything stands that is asked of the reader.
        letter_url: Where this very letter is shown to its reader.
    """

    username: str
    satisfied: bool
    index_name: str
    index_url: str
    enrol_url: str
    obligations_url: str
    letter_url: str


@dataclass(frozen=True, slots=True)
class Hands:
    """An account that may be in other hands, as those are told who share a project with it.

    Args:
        because: The end of "..., because ...".
        until: From then on it may change critical projects again.
    """

    username: str
    because: str
    at: datetime
    until: datetime
    index_url: str


def hands_changed(hands: Hands, shared: Sequence[str], critical: Sequence[str]) -> Letter:
    """Return the text of the mail to somebody who shares projects with such an account.

    Args:
        shared: Names of all projects that the two share.
        critical: Those of them that are critical.
    """
    closed = ", ".join(critical)
    others = [name for name in shared if name not in critical]
    text = _join(
        f"The account {hands.username} may be in other hands, because {hands.because}. Mostly that is its owner, who"
        " has lost something. You are told because you would notice first if it is not.",
        f"When: {_moment(hands.at)}",
        f"Until {_moment(hands.until)} it cannot change {closed}: no release, no people, no settings. You can, as ever."
        if critical
        else "",
        f"{'It can change' if critical else 'You share'} {', '.join(others)}{' meanwhile' if critical else ''}, which"
        f" {'is' if len(others) == 1 else 'are'} not critical: look at what happens there."
        if others
        else "",
        f"If you doubt it, ask {hands.username} in another way than by mail. {hands.username} has a link that freezes the"
        " account at once; the operators of this index can do it, too. What happened to each project stands on its page,"
        f" such as {hands.index_url}/project/{shared[0]}/history/.",
    )
    return Letter(f"The account {hands.username} may be in other hands", text)


def announcement(reader: Reader, terms: Sequence[Term], *, reason: str, now: datetime) -> WholeLetter:
    """Return the mail that announces the terms of these projects to one of their people."""
    whose = _things(terms)
    subject = f"{whose}: {'nothing to do' if reader.satisfied else f'{_factor(terms)} is needed'}"
    parts = (
        _opening(reader, terms),
        _reason(reason),
        _ask(reader, terms, now),
        _rehearsals(reader, terms, now),
        _evidence(reader, terms),
        _whole(reader),
        _closing(reader),
    )
    return WholeLetter(subject, _join(*parts))


def reminder(reader: Reader, terms: Sequence[Term], *, now: datetime) -> WholeLetter:
    """Return the mail that reminds one person some days before the deadline of these projects, which is the same for all."""
    days = (utc_day(terms[0].deadline) - utc_day(now)).days
    when = "tomorrow" if days == 1 else f"in {days} days"
    subject = f"{_things(terms)}: {_factor(terms)} is needed {when}"
    parts = (
        _opening(reader, terms),
        _ask(reader, terms, now),
        _rehearsals(reader, terms, now),
        _whole(reader),
        _closing(reader),
    )
    return WholeLetter(subject, _join(*parts))


def enforcement(reader: Reader, terms: Sequence[Term]) -> WholeLetter:
    """Return the mail that says the term of these projects has ended and what is closed until a factor is enrolled."""
    names = "what you publish" if _is_everything(terms) else ", ".join(term.project for term in terms)
    consequence = (
        f"You have not enrolled {_factor(terms)}. Until you do, uploads and changes to {names} by you are refused, "
        f"and your API tokens are suspended. Nothing is lost: enrol one at\n\n    {reader.enrol_url}\n\nand this rule refuses "
        "nothing any more. Critical projects can be changed 72 hours later, and until then not be handed over or left either; "
        "all others at once."
    )
    return WholeLetter(
        f"{_things(terms)}: changes now need {_factor(terms)}",
        _join(_opening(reader, terms), consequence, _whole(reader), _closing(reader)),
    )


def end(reader: Reader, terms: Sequence[Term], *, reason: str) -> WholeLetter:
    """Return the mail that says that nothing is asked any more for the sake of a mandate of which its reader was told."""
    listed = "\n".join(f"    {term.project or 'whatever you publish'}" for term in terms)
    opening = (
        f"Hello {reader.username},\n\nthe operators of {reader.index_name} have ended a rule of which this index wrote to you. It "
        f"asks no more for {_factor(terms)}, for\n\n{listed}"
    )
    nothing = (
        "For this rule there is nothing for you to do. Whatever second factor you have enrolled goes on to protect your account."
        f" What other rules ask of you, if any do, stands at\n\n    {reader.obligations_url}\n\nwhen you are signed in."
    )
    parts = (opening, _reason(reason), nothing, _closing(reader))
    return WholeLetter(f"{_things(terms)}: {_factor(terms)} is asked for no more", _join(*parts))


def _factor(terms: Sequence[Term]) -> str:
    """What the terms of one mandate ask for, which is the same for all of them."""
    return terms[0].strength.words


def _things(terms: Sequence[Term]) -> str:
    if _is_everything(terms):
        return "Everything you publish"
    kind = "critical project" if _scope(terms) is Scope.CRITICAL_PROJECTS else "project"
    return f"1 {kind} of yours" if len(terms) == 1 else f"{len(terms)} {kind}s of yours"


def _opening(reader: Reader, terms: Sequence[Term]) -> str:
    listed = "\n".join(
        f"    {term.project or 'whatever you publish'}: from {day_words(term.deadline)} on" for term in terms
    )
    facts = {"index": reader.index_name, "target": terms[0].target, "factor": _factor(terms)}
    because = _BECAUSE[_scope(terms)].format_map(facts)
    return f"Hello {reader.username},\n\n{because}, so that a stolen password is not enough:\n\n{listed}"


_BECAUSE = {
    Scope.CRITICAL_PROJECTS: "you may publish releases of projects that {index} has designated as critical: many others depend on"
    " them. Whoever changes a critical project needs {factor}",
    Scope.EVERY_PUBLISHER: "you may publish releases on {index}. Whoever does needs {factor}",
    Scope.PROJECTS: "you may publish releases of projects for which the operators of {index} have decided: whoever changes them"
    " needs {factor}",
    Scope.ORGANIZATION: "you may publish releases of projects of the organization {target}. Whoever changes one of them needs"
    " {factor}",
    Scope.OWN: "you may publish releases of {target}. Its owners have decided that whoever changes it needs {factor}",
}
"""The beginning of a letter by the scope of its mandate, up to "so that …"."""


def _reason(reason: str) -> str:
    return f"The reason that was given: {reason}" if reason else ""


def _ask(reader: Reader, terms: Sequence[Term], now: datetime) -> str:
    """What other rules ask of the reader, and refuse already, is not known here: nothing is promised in their place."""
    if reader.satisfied:
        return f"You already hold {_factor(terms)}. For this rule there is nothing for you to do."
    first = min(term.deadline for term in terms)
    suitable = (
        "A security key will do, or a passkey of your phone or computer; an authenticator app is not enough here."
        if terms[0].strength is Strength.PHISHING_RESISTANT
        else "An authenticator app, a security key or a passkey will do; no phone number is asked for."
    )
    is_rehearsed = any(start_of(day) < first for day in rehearsals_ahead(terms, now=now))
    refuses = "only on days of rehearsal" if is_rehearsed else "nothing"
    return (
        f"You have not enrolled one yet. Please do so before {day_words(first)}; it takes about two minutes. "
        f"Sign in as you always do and open\n\n    {reader.enrol_url}\n\n"
        f"{suitable} Until then this rule refuses {refuses}. Afterwards, uploads and changes by accounts without "
        f"{_factor(terms)} are refused, and their API tokens are suspended until one is enrolled."
    )


def _rehearsals(reader: Reader, terms: Sequence[Term], now: datetime) -> str:
    days = rehearsals_ahead(terms, now=now)
    if reader.satisfied or not days:
        return ""
    return (
        "So that whatever runs unattended is noticed in time, it is rehearsed: what will be refused then is refused already on "
        f"{', '.join(map(day_words, days))} (UTC)."
    )


def _evidence(reader: Reader, terms: Sequence[Term]) -> str:
    if _scope(terms) is not Scope.CRITICAL_PROJECTS:
        return ""
    return (
        "Why these projects: each project's page shows its rank, its downloads, the line that it crossed and since when, "
        f"and how to contest it. The rules are at {reader.index_url}/help/critical-projects/."
    )


def _whole(reader: Reader) -> str:
    instead = " You do not want to? What you can do instead stands there as well, for each project: nobody is held to one."
    return (
        "Everything that is asked of you, by whom, for which projects and by when, stands at\n\n"
        f"    {reader.obligations_url}\n\nwhen you are signed in.{'' if reader.satisfied else instead}"
    )


def _closing(reader: Reader) -> str:
    return f"This letter is also shown at\n\n    {reader.letter_url}\n\n{reader.index_name}"


def _scope(terms: Sequence[Term]) -> Scope:
    return terms[0].scope


def _is_everything(terms: Sequence[Term]) -> bool:
    return any(term.project == EVERY_PROJECT for term in terms)


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
