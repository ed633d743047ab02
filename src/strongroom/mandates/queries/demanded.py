"""What is demanded, as the table of mandates and that of their drafts keep it: one mapping of the columns they share."""

from typing import TypedDict

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import Announcement, Mandate, Strength
from strongroom.mandates.rules.scopes import Scope


class Demanded(TypedDict):
    """What a record of a mandate and one of its draft say alike; explained at the table (`models.Mandate`)."""

    scope: Scope
    target: str
    named: tuple[NormalizedName, ...]
    phishing_resistant: bool
    notice_days: int
    brown_out_days: tuple[int, ...]
    reason: str


def demanded(row: Announcement | Mandate) -> Demanded:
    """Return what a row demands."""
    return Demanded(
        scope=Scope(row.scope),
        target=row.target,
        named=tuple(NormalizedName(name) for name in row.named),
        phishing_resistant=row.strength == Strength.PHISHING_RESISTANT,
        notice_days=row.notice_days,
        brown_out_days=tuple(row.brown_out_days),
        reason=row.reason,
    )
