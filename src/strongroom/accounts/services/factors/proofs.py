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

from django.conf import settings

from strongroom.accounts.errors import FactorRefused, ProofNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Protection, has_password, protection_of
from strongroom.accounts.rules.mail import MailKind
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.recoveries.objections import owner_came_back
from strongroom.accounts.services.sign_in.directory import is_password_of
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.infra.db import write
from strongroom.infra.journal.origins import current_origin
from strongroom.infra.throttle.services import Limit, count_attempt, forget_attempts

VALID_FOR = timedelta(minutes=10)
"""How long a proof stays fresh."""

PASSWORD_LIMIT = Limit(10, timedelta(minutes=5))


class ProofMethod(StrEnum):
    """By what somebody proved who they are. `MAILED_CODE`: by one, besides what else proves somebody without a factor."""

    PASSWORD = "password"
    TOTP = "totp"
    KEY = "key"
    RECOVERY_CODE = "recovery_code"
    PROVIDER = "provider"
    MAILED_CODE = "mailed_code"
    OPERATOR = "operator"


_STRONGEST = {
    Protection.PROVIDER: ProofMethod.PROVIDER,
    Protection.TOTP: ProofMethod.TOTP,
    Protection.PHISHING_RESISTANT: ProofMethod.KEY,
}
_HELD = frozenset({ProofMethod.TOTP, ProofMethod.KEY, ProofMethod.RECOVERY_CODE})
"""What shows that somebody still has what only they have."""

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
        DirectoryUnavailable: it is that of the company's directory, which does not answer.
    """
    key = f"password:{user_id}"
    count_attempt(key, PASSWORD_LIMIT, now=now)
    user = User.objects.get(pk=user_id)
    if not (user.is_active and is_password_of(user, password)):
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
    protection = protection_of([user_id])[user_id]
    if protection is not Protection.NONE:
        return _ALWAYS_ENOUGH | {_STRONGEST[protection]}
    if settings.STRONGROOM_PROVIDER_ISSUER and not _has_password(user_id):
        return _ALWAYS_ENOUGH | {ProofMethod.PROVIDER, ProofMethod.MAILED_CODE}
    return _ALWAYS_ENOUGH | {ProofMethod.PASSWORD, ProofMethod.MAILED_CODE}


def signed_in(
    user_id: int, *, method: ProofMethod, proved_at: datetime, now: datetime, is_new_browser: bool = False
) -> RecentProof:
    """Record a sign-in; it is a proof, too.

    Args:
        method: What was checked.
        proved_at: When it was: a moment ago, or when the identity provider says.
        is_new_browser: It comes from a browser that was not known, and needed no mailed code. The person is told.
            Who was mailed a code has been told by that letter.
    """
    user = User.objects.get(pk=user_id)
    told = _told_of_browser() if is_new_browser else ""
    with write():
        kind = "account.signed_in"
        record(user, kind, by=person(user), now=now, tell=told, mail=MailKind.SIGN_IN, method=method.value)
        if method in _HELD:
            owner_came_back(user, now=now)
    return RecentProof(person(user), user_id, method, proved_at)


def _told_of_browser() -> str:
    origin = current_origin()
    said = ", ".join(part for part in (origin.client, origin.place) if part) or "an unknown program"
    return (
        f"Your account was signed in to from a browser that we did not know: {said}.\n\n"
        "If it was you, there is nothing to do. If not, end that session now, and remove the security key:\n"
        f"{settings.STRONGROOM_URL}/account/sessions/\n{settings.STRONGROOM_URL}/account/second-factor/"
    )


def _has_password(user_id: int) -> bool:
    return has_password(User.objects.get(pk=user_id))


def _needed() -> ProofNeeded:
    return ProofNeeded(
        "Please prove once more that it is you.",
        why="Changes to what protects an account need a proof that is at most 10 minutes old.",
        next_step="Use your strongest second factor, or your password if you have none.",
    )
