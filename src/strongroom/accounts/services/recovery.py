"""Recovery codes: a set at a time, each accepted once."""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import FactorMissing, FactorRefused
from strongroom.accounts.models import RecoveryCode, User
from strongroom.accounts.queries import Protection, count_recovery_codes, protection_of
from strongroom.accounts.rules.recovery_codes import canonical, new_codes
from strongroom.accounts.services import guesses
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.proofs import ProofMethod, RecentProof, require
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


def accept_recovery_code(user_id: int, *, code: str, now: datetime) -> RecentProof:
    """Accept one of the person's recovery codes, once.

    Raises:
        FactorRefused: the code is wrong, or was used already.
        TooManyAttempts: too many codes were wrong.
    """
    guesses.count_code(user_id, now=now)
    user = User.objects.get(pk=user_id)
    with write():
        unused = RecoveryCode.objects.filter(user=user, user__is_active=True, used_at=None)
        if canonical(code) is None or not unused.filter(digest=_digest(user_id, code)).update(used_at=now):
            raise FactorRefused("This recovery code is not accepted.", why="Each code works once.")
        left = count_recovery_codes(user_id)
        told = f"A recovery code was used to prove that it is you. You have {left} left."
        record(user, "account.recovery_code_used", by=person(user), now=now, tell=told, left=left)
    guesses.forget_codes(user_id)
    return RecentProof(person(user), user_id, ProofMethod.RECOVERY_CODE, now)


def _digest(user_id: int, code: str) -> bytes:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        f"{user_id}:{canonical(code)}".encode(), purpose="recovery-code"
    )
    return digest
