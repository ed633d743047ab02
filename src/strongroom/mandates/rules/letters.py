"""The words of a mandate's mails: plain text, one per person, naming projects, rule, dates and the next step.

No sign-in links: a mail that asks for a click and a password looks like an attack. Each
mail names the page to go to, and the same text is shown there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from strongroom.mandates.rules.permit import Term


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a plain text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter goes to, and where the index is.

    Args:
        satisfied: The person already holds what is asked for.
    """

    username: str
    satisfied: bool
    index_name: str
    index_url: str
    enrol_url: str


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


def announcement(reader: Reader, terms: Sequence[Term]) -> Letter:
    """Return the mail that announces the terms of these projects to one of their people."""
    count = _projects(terms)
    subject = f"{count} of yours: {'nothing to do' if reader.satisfied else 'a second factor is needed'}"
    return Letter(
        subject,
        _join(
            _opening(reader, terms),
            _ask(reader, terms),
            _evidence(reader),
            _ways_out(reader),
            _closing(reader),
        ),
    )


def reminder(reader: Reader, terms: Sequence[Term], *, days: int) -> Letter:
    """Return the mail that reminds one person, `days` before the deadline of these projects."""
    when = "tomorrow" if days == 1 else f"in {days} days"
    subject = f"{_projects(terms)} of yours: a second factor is needed {when}"
    return Letter(
        subject, _join(_opening(reader, terms), _ask(reader, terms), _ways_out(reader), _closing(reader))
    )


def enforcement(reader: Reader, terms: Sequence[Term]) -> Letter:
    """Return the mail that says the term of these projects has ended and what is closed until a factor is enrolled."""
    names = ", ".join(term.project for term in terms)
    consequence = (
        f"You have not enrolled a second factor. Until you do, uploads and changes to {names} by you are refused, "
        f"and your API tokens are suspended. Nothing is lost: enrol one at\n\n    {reader.enrol_url}\n\nand everything works again."
    )
    return Letter(
        f"{_projects(terms)} of yours: changes now need a second factor",
        _join(_opening(reader, terms), consequence, _ways_out(reader), _closing(reader)),
    )


def _projects(terms: Sequence[Term]) -> str:
    return "1 critical project" if len(terms) == 1 else f"{len(terms)} critical projects"


def _opening(reader: Reader, terms: Sequence[Term]) -> str:
    listed = "\n".join(f"    {term.project}: from {_day(term.deadline)} on" for term in terms)
    return (
        f"Hello {reader.username},\n\n"
        f"you may publish releases of projects that {reader.index_name} has designated as critical: many others depend on them. "
        f"Whoever changes a critical project needs a second factor, so that a stolen password is not enough:\n\n{listed}"
    )


def _ask(reader: Reader, terms: Sequence[Term]) -> str:
    if reader.satisfied:
        return "You already hold a second factor. There is nothing for you to do."
    first = min(term.deadline for term in terms)
    return (
        f"You have not enrolled one yet. Please do so before {_day(first)}; it takes about two minutes. "
        f"Sign in as you always do and open\n\n    {reader.enrol_url}\n\n"
        "An authenticator app, a security key or a passkey will do; no phone number is asked for. "
        "Until then everything works as before. Afterwards, uploads and changes by accounts without a second factor "
        "are refused, and their API tokens are suspended until one is enrolled."
    )


def _evidence(reader: Reader) -> str:
    return (
        "Why these projects: each project's page shows its rank, its downloads, the line that it crossed and since when, "
        f"and how to contest it. The rules are at {reader.index_url}/help/critical-projects/."
    )


def _ways_out(reader: Reader) -> str:
    if reader.satisfied:
        return ""
    return (
        "You do not want to? You can always hand a project over to a protected co-maintainer, archive it, or leave it, "
        f"on its page under {reader.index_url}/projects/mine/."
    )


def _closing(reader: Reader) -> str:
    return f"This letter is also shown at {reader.index_url}/projects/mine/ when you are signed in.\n\n{reader.index_name}"


def _day(instant: datetime) -> str:
    return f"{instant:%d %B %Y}"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
