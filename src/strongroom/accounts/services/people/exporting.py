"""Hand somebody everything that the index holds about them: recorded, and told by mail, for it is all there is to steal."""

from datetime import datetime, timedelta

from strongroom.accounts.services.factors.proofs import RecentProof, require
from strongroom.accounts.services.journaling import record
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt

EXPORTS = Limit(5, timedelta(hours=1))
"""By one person: it reads the whole journal."""


def record_export(proof: RecentProof, *, now: datetime) -> None:
    """Record that somebody downloads what is held about them, before they do.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        TooManyAttempts: it was downloaded too often.
    """
    user = require(proof, now=now)
    count_attempt(f"export:{user.pk}", EXPORTS, now=now)
    with write():
        told = "Everything that this index holds about you was downloaded."
        record(user, "account.exported", by=proof.by, now=now, tell=told)
