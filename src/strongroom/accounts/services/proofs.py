"""Fresh proof of who is acting: what dangerous commands ask for.

A `RecentProof` is made only here and in the modules beside this one, which check
passwords and factors. A command that takes one cannot be called by whoever forgot the
check. Somebody who holds a second factor proves with the strongest kind of it, or with
a recovery code; only somebody who holds none proves with the password.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from strongroom.accounts.errors import FactorRefused, ProofNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Protection, protection_of
from strongroom.accounts.services.journaling import person, record
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt, forget_attempts

VALID_FOR = timedelta(minutes=10)
"""How long a proof stays fresh."""

PASSWORD_LIMIT = Limit(10, timedelta(minutes=5))


class ProofMethod(StrEnum):
    """By what somebody proved who they are."""

    PASSWORD = "password"
    TOTP = "totp"
    KEY = "key"
    RECOVERY_CODE = "recovery_code"
    OPERATOR = "operator"


_STRONGEST = {
    Protection.NONE: ProofMethod.PASSWORD,
    Protection.TOTP: ProofMethod.TOTP,
    Protection.PHISHING_RESISTANT: ProofMethod.KEY,
}
_ALWAYS_ENOUGH = frozenset({ProofMethod.RECOVERY_CODE, ProofMethod.OPERATOR})


@dataclass(frozen=True, slots=True)
class RecentProof:
    """At `at`, `by` proved to be in charge of the account `user_id`."""

    by: Actor
    user_id: int
    method: ProofMethod
    at: datetime

    def mark(self) -> dict[str, Any]:
        """Return what a session on the server keeps of it, for `recall_proof`."""
        return {"user_id": self.user_id, "method": self.method.value, "at": self.at.isoformat()}


def prove_by_password(user_id: int, *, password: str, now: datetime) -> RecentProof:
    """Check the password of somebody who is signed in already.

    Raises:
        FactorRefused: it is another one.
        TooManyAttempts: it was tried too often.
    """
    key = f"password:{user_id}"
    count_attempt(key, PASSWORD_LIMIT, now=now)
    user = User.objects.get(pk=user_id)
    if not (user.is_active and user.check_password(password)):
        raise FactorRefused("This is not your password.")
    forget_attempts(key)
    return RecentProof(person(user), user.pk, ProofMethod.PASSWORD, now)


def prove_by_operator(username: str, *, by: Actor, now: datetime) -> RecentProof:
    """Let an operator with access to the machine, or a job of the index, answer for somebody.

    Raises:
        ProofNeeded: `by` is neither.
    """
    if by.kind not in {ActorKind.OPERATOR, ActorKind.SYSTEM}:
        raise ProofNeeded("Only an operator answers for somebody else.")
    return RecentProof(by, User.objects.get(username=username.lower()).pk, ProofMethod.OPERATOR, now)


def recall_proof(mark: dict[str, Any] | None, *, user_id: int, now: datetime) -> RecentProof:
    """Return the proof that the session of this person keeps, if it is fresh and strong enough.

    Args:
        mark: What `RecentProof.mark` returned earlier, from the session on the server; None if there is none.

    Raises:
        ProofNeeded: there is none, it is another person's, too old or too weak.
    """
    if mark is None or mark["user_id"] != user_id:
        raise _needed()
    user = User.objects.get(pk=user_id)
    proof = RecentProof(
        person(user), user_id, ProofMethod(mark["method"]), datetime.fromisoformat(mark["at"])
    )
    require(proof, now=now)
    return proof


def require(proof: RecentProof, *, now: datetime) -> User:
    """Return the account of a proof that is fresh and as strong as the account can prove now.

    Raises:
        ProofNeeded: it is not, or the account is closed.
    """
    user = User.objects.filter(pk=proof.user_id, is_active=True).first()
    is_fresh = proof.at <= now < proof.at + VALID_FOR
    if user is None or not is_fresh or proof.method not in sufficient_methods(proof.user_id):
        raise _needed()
    return user


def sufficient_methods(user_id: int) -> frozenset[ProofMethod]:
    """Return what proves this person now."""
    return _ALWAYS_ENOUGH | {_STRONGEST[protection_of([user_id])[user_id]]}


def signed_in(user_id: int, *, method: ProofMethod, now: datetime) -> RecentProof:
    """Record a sign-in whose password or factor was checked a moment ago; it is a proof, too."""
    user = User.objects.get(pk=user_id)
    with write():
        record(user, "account.signed_in", by=person(user), now=now, method=method.value)
    return RecentProof(person(user), user_id, method, now)


def _needed() -> ProofNeeded:
    return ProofNeeded(
        "Please prove once more that it is you.",
        why="Changes to what protects an account need a proof that is at most 10 minutes old.",
        next_step="Use your strongest second factor, or your password if you have none.",
    )
