"""What is demanded, as the table of mandates and that of their drafts keep it: one mapping of the columns they share."""

from typing import TypedDict

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import Announcement, Mandate
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength


class Demanded(TypedDict):
    """What a record of a mandate and one of its draft say alike; explained at the table (`models.Mandate`)."""

    scope: Scope
    target: str
    named: tuple[NormalizedName, ...]
    strength: Strength
    notice_days: int
    brown_out_days: tuple[int, ...]
    reason: str


def demanded(row: Announcement | Mandate) -> Demanded:
    """Return what a row demands."""
    return Demanded(
        scope=Scope(row.scope),
        target=row.target,
        named=tuple(NormalizedName(name) for name in row.named),
        strength=Strength(row.strength),
        notice_days=row.notice_days,
        brown_out_days=tuple(row.brown_out_days),
        reason=row.reason,
    )
