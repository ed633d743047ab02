"""The first second factor of somebody who must have one: what proves them before, and what follows.

Mandates are known on a higher floor. It tells us a function that says what factor is due (`learn_factors_due_by`), so that
no way to enrol a factor can forget to ask.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from strongroom.accounts.errors import AddressTooNew, MailedCodeNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Protection, find_running_change, protection_of, roles_of
from strongroom.accounts.rules import enrolment
from strongroom.accounts.rules.enrolment import FactorDue
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.mailed_codes import CodePurpose
from strongroom.accounts.services.factors.proofs import ProofMethod, RecentProof, require
from strongroom.accounts.services.journaling import person
from strongroom.accounts.services.sign_in.mailed_codes import accept_code, send_code
from strongroom.accounts.services.standing.freezing import require_open
from strongroom.accounts.services.standing.hands import record_hands_change

_TOO_WEAK = frozenset({ProofMethod.PASSWORD, ProofMethod.PROVIDER})
"""What shows nothing that a thief of the password, or of the session, would not have."""


class FactorDueFrom(Protocol):
    """Says whether somebody owes a factor now."""

    def __call__(self, user_id: int, *, now: datetime) -> FactorDue:
        """Return it."""


_factor_due_from: list[FactorDueFrom] = []


def learn_factors_due_by(factor_due_from: FactorDueFrom) -> None:
    """Have every enrolment ask this function what is due from the person."""
    _factor_due_from[:] = [factor_due_from]


def check_enrolment(proof: RecentProof, *, now: datetime) -> User:
    """Return the account, if whoever gave this proof may begin to enrol a factor.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        MailedCodeNeeded: it would be the first factor of somebody who must have one, and no mailed code was shown.
    """
    user = require(proof, now=now)
    if proof.method in _TOO_WEAK and enrolment.code_needed(_due(user, now), is_first=_holds_none(user)):
        raise MailedCodeNeeded(
            "Please show that you read the mail of your account, too.",
            why="You are to have a second factor and hold none: whoever knows your password could add one.",
            next_step="Have a code mailed, and enter it.",
        )
    return user


def send_enrolment_code(proof: RecentProof, *, now: datetime) -> str:
    """Mail a code to whoever is about to enrol their first factor; return its ticket.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        AddressTooNew: the primary address was changed lately; a code mailed there shows nothing yet.
        AddressMissing, TooManyAttempts: as `send_code`.
    """
    user = require(proof, now=now)
    moved = find_running_change(user.pk, now=now, cause=HandsCause.PRIMARY_ADDRESS)
    if moved is not None:
        raise AddressTooNew(
            f"We mail you no code before {moved.ends_at:%Y-%m-%d %H:%M} UTC.",
            why="Your primary address was changed lately, and whoever did that reads what is mailed there.",
            next_step="Wait until then; nothing you have is lost.",
        )
    return send_code(user, CodePurpose.ENROLMENT, now=now)


def prove_by_mailed_code(proof: RecentProof, *, ticket: str, code: str, now: datetime) -> RecentProof:
    """Return the proof of whoever has shown a mailed code besides this proof.

    Args:
        ticket: What `send_enrolment_code` returned; empty where no code was asked for.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        FactorRefused: as `accept_code`.
    """
    user = require(proof, now=now)
    accept_code(user.pk, CodePurpose.ENROLMENT, ticket=ticket, code=code, now=now)
    return RecentProof(proof.by, user.pk, ProofMethod.MAILED_CODE, now)


@contextmanager
def accepting_factor(user: User, *, now: datetime) -> Iterator[None]:
    """Let the block accept a factor, in the running transaction; if it is the one asked for, and late, the account waits.

    Raises:
        AccountNotOpen: the account was frozen or closed since the enrolment began.
    """
    require_open(user.pk)
    before, is_first = _due(user, now), _holds_none(user)
    yield
    if enrolment.hands_change(before, is_first=is_first, after=_due(user, now)):
        record_hands_change(user, HandsCause.LATE_ENROLMENT, by=person(user), now=now)


def _due(user: User, now: datetime) -> FactorDue:
    """Return what is due from somebody. From operators it is without a mandate: the first key of one opens the desk."""
    due = next((due_from(user.pk, now=now) for due_from in _factor_due_from), FactorDue.NONE)
    return FactorDue.ANNOUNCED if due is FactorDue.NONE and roles_of(user.pk) else due


def _holds_none(user: User) -> bool:
    return protection_of([user.pk])[user.pk] is Protection.NONE
