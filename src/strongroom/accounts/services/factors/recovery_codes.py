"""Recovery codes: a set at a time, each accepted once.

A set counts as kept once one of its codes was used, be it to show just that, or to come back.
"""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import FactorMissing, FactorRefused
from strongroom.accounts.models import RecoveryCode, User
from strongroom.accounts.queries import Protection, count_recovery_codes, protection_of
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.recovery_codes import canonical, new_codes
from strongroom.accounts.services.factors.proofs import ProofMethod, RecentProof, require
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.sign_in import guesses
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.accounts.services.standing.hands import record_hands_change
from strongroom.infra.db import write


def issue_recovery_codes(proof: RecentProof, *, now: datetime) -> tuple[str, ...]:
    """Replace the person's recovery codes; return the new ones, which cannot be shown again.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        FactorMissing: there is no second factor yet that they could stand in for.
    """
    user = require(proof, now=now)
    if protection_of([user.pk])[user.pk] is Protection.NONE:
        raise FactorMissing(
            "Recovery codes come after a second factor.", next_step="Add a second factor first."
        )
    codes = new_codes()
    with write():
        user.recovery_codes.all().delete()
        for code in codes:
            RecoveryCode.objects.create(user=user, digest=_digest(user.pk, code), created_at=now)
        told = "New recovery codes were made for your account. The earlier ones no longer work."
        record(user, "account.recovery_codes_issued", by=proof.by, now=now, tell=told)
    return codes


def accept_recovery_code(user_id: int, *, code: str, now: datetime, keep: str = "") -> RecentProof:
    """Accept one of the person's recovery codes, once.

    All sessions of the person end but `keep`, as `end_sessions` says.

    Raises:
        FactorRefused: the code is wrong, or was used already.
        TooManyAttempts: too many codes were wrong.
    """
    guesses.count_recovery_code(user_id, now=now)
    user = User.objects.get(pk=user_id)
    with write():
        _use_up(user, code, now)
        end_sessions(user_id, keep=keep)
        left = count_recovery_codes(user_id)
        told = f"A recovery code was used to prove that it is you. You have {left} left."
        record(user, "account.recovery_code_used", by=person(user), now=now, tell=told, left=left)
        record_hands_change(user, HandsCause.RECOVERY_CODE, by=person(user), now=now)
    guesses.forget_recovery_codes(user_id)
    return RecentProof(person(user), user_id, ProofMethod.RECOVERY_CODE, now)


def confirm_recovery_codes(user_id: int, *, code: str, now: datetime) -> None:
    """Use up one of the person's codes to show that they were kept. That is no proof of who it is, and opens nothing.

    Raises:
        FactorRefused: the code is none of theirs, or was used already.
        TooManyAttempts: too many codes were wrong.
    """
    guesses.count_recovery_code(user_id, now=now)
    user = User.objects.get(pk=user_id)
    with write():
        _use_up(user, code, now)
        left = count_recovery_codes(user_id)
        record(user, "account.recovery_codes_confirmed", by=person(user), now=now, left=left)
    guesses.forget_recovery_codes(user_id)


def _use_up(user: User, code: str, now: datetime) -> None:
    """Mark the code as used. Of two requests with the same one, the second finds it used.

    Raises:
        FactorRefused: it is none of theirs, or was used already.
    """
    unused = RecoveryCode.objects.filter(user=user, user__is_active=True, used_at=None)
    if canonical(code) is None or not unused.filter(digest=_digest(user.pk, code)).update(used_at=now):
        raise FactorRefused("This recovery code is not accepted.", why="Each code works once.")


def _digest(user_id: int, code: str) -> bytes:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        f"{user_id}:{canonical(code)}".encode(), purpose="recovery-code"
    )
    return digest
