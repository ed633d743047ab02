"""The one question, as a pure rule: may this actor do this to this project now?

Everything it looks at is in `Question`; everything it can answer is a tuple of warnings
(yes) or a refusal (no). The order is: does the index take changes, may the account act at all,
may the token, has the person the right, is the project open for it, may the account be in other hands, does
a mandate ask for more.
"""

from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.errors import (
    AddressUnverified,
    HandsChanged,
    NotAllowed,
    ProjectClosed,
    ReadOnly,
    TokenOutOfScope,
)
from strongroom.mandates.rules.open_days import is_late, refusing
from strongroom.mandates.rules.terms import Term, foremost
from strongroom.mandates.rules.timeline import Phase
from strongroom.mandates.rules.words import Stopped, announcement, needed_besides, refusal

OWNER = "owner"
MAINTAINER = "maintainer"

ROLES_THAT_MAY: dict[Action, frozenset[str]] = {
    Action.UPLOAD: frozenset({OWNER, MAINTAINER}),
    Action.YANK: frozenset({OWNER, MAINTAINER}),
    Action.ISSUE_TOKEN: frozenset({OWNER, MAINTAINER}),
    Action.LEAVE: frozenset({OWNER, MAINTAINER}),
    Action.WITHDRAW: frozenset({OWNER}),
    Action.MANAGE_PEOPLE: frozenset({OWNER}),
    Action.CHANGE_SETTINGS: frozenset({OWNER}),
    Action.ARCHIVE: frozenset({OWNER}),
    Action.HAND_OVER: frozenset({OWNER}),
    Action.CONTEST: frozenset({OWNER}),
    # Whether there is an invitation is the catalog's knowledge; what it brings is asked here.
    Action.ACCEPT_ROLE: frozenset(),
    Action.DECLINE_ROLE: frozenset(),
}
OF_THE_INVITED = frozenset({Action.ACCEPT_ROLE, Action.DECLINE_ROLE})

_DEEDS = {
    Action.UPLOAD: "upload to",
    Action.YANK: "yank releases of",
    Action.ISSUE_TOKEN: "make API tokens for",
    Action.LEAVE: "leave",
    Action.WITHDRAW: "withdraw what is in",
    Action.MANAGE_PEOPLE: "change the people of",
    Action.CHANGE_SETTINGS: "change the settings of",
    Action.ARCHIVE: "archive",
    Action.HAND_OVER: "hand over",
    Action.CONTEST: "contest the designation of",
}
"""In a refusal: "ada may not … demo"."""

TOKENS_MAY = frozenset({Action.UPLOAD})
OPERATORS_MAY = frozenset(
    {Action.YANK, Action.WITHDRAW, Action.MANAGE_PEOPLE, Action.CHANGE_SETTINGS, Action.ARCHIVE}
)
ALWAYS_OPEN = frozenset({Action.HAND_OVER, Action.ARCHIVE, Action.LEAVE, Action.DECLINE_ROLE, Action.CONTEST})
"""What a mandate never closes: the honest ways out (mission, "Mandate life cycle"), and to say that it is wrong."""
OPEN_TO_CHANGED_HANDS = frozenset({Action.DECLINE_ROLE})
"""All that is left to an account that may be in other hands: handing over and leaving are what a thief wants (ADR 12)."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The person behind the actor, as the question needs to know them. None of it matters for the system's jobs.

    Args:
        factor: The strongest that they hold.
        changed_hands_until: The account may be in other hands, and waits until then; None if it is not so.
        changed_hands_because: The end of "..., because ..."; empty if it is not so.
    """

    username: str
    role: str | None
    is_active: bool = True
    address_verified: bool = True
    factor: FactorStrength = FactorStrength.NONE
    changed_hands_until: datetime | None = None
    changed_hands_because: str = ""

    def satisfies(self, term: Term) -> bool:
        """The person holds a factor as strong as the term asks for."""
        return term.strength.is_met_by(self.factor)


@dataclass(frozen=True, slots=True)
class Question:
    """May `by` do `action` to `project` at `now`?

    Args:
        exists: There is a project of that name, withdrawn or not.
        status: PEP 792 status of the project.
        is_critical: A designation of this name is in force. It need not be asked where no hands have changed and no term refuses.
        terms: The running terms of this project and of all that the person may publish. Those that the person satisfies may
            be left out.
        publishes: All that the person may publish. It need not be said where no term is left.
        read_only: The index takes no changes but its operators'.
        token_revocation: Since it was accepted, the API token was revoked: when and why, as a sentence.
        project_id: What tokens may name the project by; None if there never was one of that name.
        enrol_url: Page where a second factor is enrolled.
    """

    by: Actor
    action: Action
    project: NormalizedName
    now: datetime
    asker: Asker
    exists: bool
    status: str
    terms: tuple[Term, ...]
    enrol_url: str
    read_only: bool
    publishes: frozenset[NormalizedName] = frozenset()
    is_critical: bool = False
    token_revocation: str = ""
    project_id: str | None = None


def decide(question: Question) -> tuple[str, ...]:
    """Return the warnings that go with a yes.

    Raises:
        NotAllowed: or one of its kinds, saying what would make it pass.
    """
    if question.by.kind is ActorKind.OPERATOR:
        _check_operator(question)
        return ()
    check_open_for_changes(read_only=question.read_only)
    check_account(question.asker, way_out=question.action in ALWAYS_OPEN)
    _check_token(question)
    _check_role(question)
    _check_status(question)
    _check_hands(question)
    return _check_mandates(question)


def _check_operator(question: Question) -> None:
    if question.action not in OPERATORS_MAY:
        raise NotAllowed(
            f"Operators do not {question.action.value.replace('_', ' ')} for others.",
            next_step="Ask an owner of the project.",
        )


def check_open_for_changes(*, read_only: bool) -> None:
    """Let anything be changed by others than operators.

    Raises:
        ReadOnly: the index can only be read, ways out included: what is changed now could be lost.
    """
    if read_only:
        raise ReadOnly(
            "Read-only mode: this index can only be read now.",
            next_step="Try again later; what is published can be installed meanwhile.",
        )


def check_account(asker: Asker, *, way_out: bool) -> None:
    """Let pass whoever may act at all.

    Args:
        way_out: What is asked for stays open to those who cannot be reached, too.

    Raises:
        NotAllowed, AddressUnverified: the account is closed; nobody knows whether its address works.
    """
    if not asker.is_active:
        raise NotAllowed(
            f"The account {asker.username} is closed or frozen.",
            next_step="Write to the operators of this index.",
        )
    if not asker.address_verified and not way_out:
        raise AddressUnverified(
            f"{asker.username} has no verified mail address.",
            why="Whoever changes a project must be reachable.",
            next_step="Confirm your primary address on your account page, then try again.",
        )


def _check_token(question: Question) -> None:
    by = question.by
    if by.kind is not ActorKind.TOKEN:
        return
    if question.token_revocation:
        raise NotAllowed(
            f"This API token of {by.name} is not accepted.",
            why=question.token_revocation,
            next_step="Make a new one, and use that.",
        )
    if question.action not in TOKENS_MAY:
        raise TokenOutOfScope(
            "API tokens can only upload.", next_step="Sign in with your browser to do this."
        )
    if by.projects is not None and question.project not in by.projects:
        raise TokenOutOfScope(
            f"This API token was not made for {question.project}.",
            next_step=f"Use a token whose scope includes {question.project}.",
        )
    if by.project_ids is not None and question.project_id not in by.project_ids:
        raise TokenOutOfScope(
            f"This API token was not made for {question.project}.",
            why="It is limited to other projects, by their ids."
            if question.project_id
            else f"It is limited to projects by their ids, and there is no {question.project} yet.",
            next_step=f"Use a token whose scope includes {question.project}.",
        )


def _check_role(question: Question) -> None:
    creates = question.action is Action.UPLOAD and not question.exists
    if creates or question.action in OF_THE_INVITED:
        return
    if question.asker.role not in ROLES_THAT_MAY[question.action]:
        raise NotAllowed(
            f"{question.asker.username} may not {_DEEDS[question.action]} {question.project}.",
            why=_who_may(question.action),
            next_step="Ask an owner of the project to invite you or to do it.",
        )


def _who_may(action: Action) -> str:
    who = "its owners" if ROLES_THAT_MAY[action] == {OWNER} else "its owners and maintainers"
    return f"Only {who} may."


def _check_status(question: Question) -> None:
    if question.action is Action.UPLOAD and question.status in {"archived", "quarantined"}:
        raise ProjectClosed(
            f"{question.project} is {question.status} and takes no uploads.",
            next_step="An owner can open it again on its page."
            if question.status == "archived"
            else "Write to the operators of this index.",
        )


def _check_hands(question: Question) -> None:
    asker, until = question.asker, question.asker.changed_hands_until
    is_waiting = until is not None and question.now < until
    if until is None or not is_waiting or not question.is_critical:
        return
    if question.action in OPEN_TO_CHANGED_HANDS:
        return
    besides = () if question.action in ALWAYS_OPEN else refusing(_unsatisfied(question), now=until)
    raise HandsChanged(
        f"{question.project} is a critical project, and the account {asker.username} cannot change it until "
        f"{until:%Y-%m-%d %H:%M} UTC.",
        why=f"It may be in other hands, because {asker.changed_hands_because}.",
        next_step=f"The other owners and maintainers of {question.project} can do this meanwhile. If that change of the "
        "account was not its owner, the link in our letter about it freezes the account."
        f"{needed_besides(besides, question.enrol_url, waits=_waits_once_enrolled(question))}",
        project=question.project,
        until=until,
    )


def _check_mandates(question: Question) -> tuple[str, ...]:
    """Refuse for the sake of the foremost term that refuses now, and warn of each that will."""
    if question.action in ALWAYS_OPEN:
        return ()
    asker, project, now = question.asker, question.project, question.now
    unsatisfied = _unsatisfied(question)
    refused = refusing(unsatisfied, now=now)
    first = foremost([term for term in refused if term.covers(project)] or refused, now=now)
    if first is not None:
        waits = _waits_once_enrolled(question)
        stopped = Stopped(asker.username, project, unsatisfied, waits, question.enrol_url)
        raise refusal(first, stopped, now=now)
    return tuple(
        announcement(asker.username, term, question.enrol_url, project=project, now=now)
        for term in unsatisfied
        if term.covers(project) and term.phase(now) is Phase.ANNOUNCED
    )


def _unsatisfied(question: Question) -> tuple[Term, ...]:
    """Of the project's own terms; for tokens of every term of the person, because a bound account's tokens are suspended."""
    return tuple(
        term
        for term in question.terms
        if (question.by.kind is ActorKind.TOKEN or term.covers(question.project))
        and not question.asker.satisfies(term)
    )


def _waits_once_enrolled(question: Question) -> bool:
    """Whoever enrols late waits, for the sake of any of their projects, and then with all that are critical."""
    of_theirs = [
        term
        for term in question.terms
        if not question.asker.satisfies(term) and any(map(term.covers, question.publishes))
    ]
    return question.is_critical and is_late(of_theirs, now=question.now)
