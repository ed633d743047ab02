"""Announce a mandate."""

from datetime import datetime

from strongroom.catalog.errors import ReasonMissing
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import MandateRunning
from strongroom.mandates.models import Mandate, Strength
from strongroom.mandates.queries import find_mandate
from strongroom.mandates.rules.timeline import deadline
from strongroom.mandates.services.tending import Tended, tend


def announce(
    *, by: Actor, reason: str, notice_days: int, now: datetime, strength: Strength = Strength.ANY
) -> Tended:
    """Announce that critical projects will need a second factor, and tell everybody concerned.

    Each project designated now has its deadline `notice_days` from now; each one designated later
    gets the same notice of its own.

    Raises:
        NoticeTooShort: for less than 90 days.
        ReasonMissing: if no reason is given.
        MandateRunning: if one is announced already.
    """
    deadline(now, notice_days=notice_days)
    if not reason.strip():
        raise ReasonMissing(
            "A reason is needed.", why="Everybody concerned will read it.", next_step="Say why."
        )
    with write():
        if find_mandate() is not None:
            raise MandateRunning(
                "A mandate on critical projects is already announced.",
                next_step="See `strongroom mandate show`.",
            )
        mandate = Mandate.objects.create(
            strength=strength, notice_days=notice_days, announced_at=now, announced_by=str(by), reason=reason
        )
        append(
            Fact(
                "mandate.announced",
                subject=mandate.scope,
                reason=reason,
                data={"notice_days": notice_days, "strength": str(strength)},
            ),
            by=by,
            at=now,
        )
        return tend(by=by, now=now)
