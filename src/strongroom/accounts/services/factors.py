"""Remove a second factor."""

from datetime import datetime

from strongroom.accounts.errors import FactorNotFound, LastFactorNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import FactorKind, Protection, protection_of
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.proofs import RecentProof, require
from strongroom.infra.db import write

_FACTS = {FactorKind.TOTP: "account.totp_removed", FactorKind.KEY: "account.key_removed"}
_WORDS = {FactorKind.TOTP: "authenticator app", FactorKind.KEY: "security key"}
_WEAKEST_FIRST = (Protection.NONE, Protection.TOTP, Protection.PHISHING_RESISTANT)


def remove_factor(
    proof: RecentProof, *, kind: FactorKind, factor_id: int, must_keep: Protection, now: datetime
) -> None:
    """Take a second factor off the account. With the last one go the recovery codes.

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
        before = protection_of([user.pk])[user.pk]
        name = _delete(user, kind, factor_id)
        left = protection_of([user.pk])[user.pk]
        _check_enough_is_left(left, before, must_keep)
        if left is Protection.NONE:
            user.recovery_codes.all().delete()
        told = f'The {_WORDS[kind]} "{name}" was removed from your account.'
        record(user, _FACTS[kind], by=proof.by, now=now, tell=told, name=name)


def _delete(user: User, kind: FactorKind, factor_id: int) -> str:
    if kind is FactorKind.KEY:
        key = user.security_keys.filter(pk=factor_id).first()
        if key is not None:
            key.delete()
            return key.name
    else:
        app = user.totp_apps.filter(pk=factor_id, confirmed_at__isnull=False).first()
        if app is not None:
            app.delete()
            return app.name
    raise FactorNotFound("Your account has no such second factor.")


def _check_enough_is_left(left: Protection, before: Protection, must_keep: Protection) -> None:
    """What was missing before is not this removal's fault."""
    needed = min(must_keep, before, key=_WEAKEST_FIRST.index)
    if _WEAKEST_FIRST.index(left) < _WEAKEST_FIRST.index(needed):
        raise LastFactorNeeded(
            "This second factor cannot be removed.",
            why="It is the last one that satisfies what the critical projects you maintain ask for.",
            next_step="Add another one first.",
        )
