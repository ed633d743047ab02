"""What somebody who is not recognized tries on an account, recorded for its owner: that somebody tries is worth knowing.

Of refused attempts within a day the first is recorded, the 10th, the 100th and so on, with their number: nobody can fill
the journal. What is asked of the database does not depend on whether there is such an account, but for the few
attempts that are recorded; that difference is one row more in a transaction that every attempt pays.
"""

import hashlib
from datetime import datetime, timedelta

from strongroom.accounts.models import User
from strongroom.accounts.queries import find_person_to_reset
from strongroom.accounts.services.journaling import record
from strongroom.foundation.actors import STRANGER
from strongroom.infra.db import write
from strongroom.infra.throttle.services import count

_COUNTED_PER = timedelta(days=1)


def record_refused_sign_in(named: str, *, now: datetime) -> None:
    """Record that a sign-in with a wrong password was refused.

    Args:
        named: The user name or address that was given, known or not.
    """
    digest = hashlib.sha256(named.strip().lower().encode()).hexdigest()
    with write():
        attempts = count(f"refused-sign-in:{digest}", per=_COUNTED_PER, now=now)
        user = _find_user(named.strip().lower())
        if user is not None and is_recorded(attempts):
            record(user, "account.sign_in_failed", by=STRANGER, now=now, count=attempts)


def record_refused_proof(user_id: int, *, method: str, now: datetime) -> None:
    """Record that somebody was refused who gave the right password before, or is signed in.

    Args:
        method: By what they tried to prove who they are: a value of `ProofMethod`.
    """
    with write():
        attempts = count(f"refused-proof:{user_id}:{method}", per=_COUNTED_PER, now=now)
        if is_recorded(attempts):
            user = User.objects.get(pk=user_id)
            record(user, "account.proof_refused", by=STRANGER, now=now, count=attempts, method=method)


def record_reset_requested(address: str, *, now: datetime) -> None:
    """Record that somebody asked for a code to set a new password, which is mailed to this address of the owner's."""
    with write():
        user = _find_user(address.lower())
        if user is not None:
            record(user, "account.password_reset_requested", by=STRANGER, now=now)


def _find_user(named: str) -> User | None:
    """Return whose user name or confirmed address this is."""
    if "@" not in named:
        return User.objects.filter(username=named).first()
    user_id = find_person_to_reset(named)
    return None if user_id is None else User.objects.get(pk=user_id)


def is_recorded(attempts: int) -> bool:
    """It is the first, the 10th, the 100th, and so on."""
    return str(attempts).rstrip("0") == "1"
