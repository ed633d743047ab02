"""Remove a second factor."""

from datetime import datetime

from strongroom.accounts.errors import FactorNotFound, LastFactorNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Factor, FactorKind, Protection, list_factors
from strongroom.accounts.services.factors.proofs import RecentProof, require
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.infra.db import write

_FACTS = {FactorKind.TOTP: "account.totp_removed", FactorKind.KEY: "account.key_removed"}
_WORDS = {FactorKind.TOTP: "authenticator app", FactorKind.KEY: "security key"}
_PROTECTION = {FactorKind.TOTP: Protection.TOTP, FactorKind.KEY: Protection.PHISHING_RESISTANT}
_WEAKEST_FIRST = (Protection.NONE, Protection.PROVIDER, Protection.TOTP, Protection.PHISHING_RESISTANT)


def remove_factor(
    proof: RecentProof,
    *,
    kind: FactorKind,
    factor_id: int,
    must_keep: Protection,
    now: datetime,
    keep: str = "",
) -> None:
    """Take a second factor off the account. With the last one go the recovery codes.

    All sessions of the person end but `keep`, as `end_sessions` says.

    Args:
        must_keep: What somebody bound by a mandate may not fall below. It is asked of the
            mandates by the interface: accounts know nothing of them.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        FactorNotFound: the account has no such factor.
        LastFactorNeeded: the person would fall below `must_keep`.
    """
    user = require(proof, now=now)
    with write():
        factors = list_factors(user.pk)
        factor = next((one for one in factors if (one.kind, one.id) == (kind, factor_id)), None)
        if factor is None:
            raise FactorNotFound("Your account has no such second factor.")
        left = _strongest([one for one in factors if one is not factor])
        _check_enough_is_left(left, before=_strongest(factors), must_keep=must_keep)
        _delete(user, factor)
        end_sessions(user.pk, keep=keep)
        if left is Protection.NONE:
            user.recovery_codes.all().delete()
        told = f'The {_WORDS[kind]} "{factor.name}" was removed from your account.'
        record(user, _FACTS[kind], by=proof.by, now=now, tell=told, name=factor.name)


def _strongest(factors: list[Factor]) -> Protection:
    return max(
        (_PROTECTION[factor.kind] for factor in factors), key=_WEAKEST_FIRST.index, default=Protection.NONE
    )


def _delete(user: User, factor: Factor) -> None:
    rows = user.security_keys if factor.kind is FactorKind.KEY else user.totp_apps
    rows.filter(pk=factor.id).delete()


def _check_enough_is_left(left: Protection, *, before: Protection, must_keep: Protection) -> None:
    """What was missing before is not this removal's fault."""
    needed = min(must_keep, before, key=_WEAKEST_FIRST.index)
    if _WEAKEST_FIRST.index(left) < _WEAKEST_FIRST.index(needed):
        raise LastFactorNeeded(
            "This second factor cannot be removed.",
            why="It is the last one that satisfies what the projects you maintain ask for.",
            next_step="Add another one first.",
        )
