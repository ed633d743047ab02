"""What operators decided about names, and the names that look like another."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.catalog.models import FlaggedName, NameEffect, NameRuling, Project
from strongroom.catalog.rules.names_confusable import confusable_key
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Ruling:
    """An operator's decision about a name.

    Args:
        effect: `prohibited` or `permitted`.
        person_id, username: To whom it is permitted; None and empty for everybody.
    """

    name: NormalizedName
    effect: str
    person_id: int | None
    username: str
    reason: str
    at: datetime
    by: str

    def permits(self, user_id: int | None) -> bool:
        """The name is permitted to everybody, or to this person."""
        return self.effect == NameEffect.PERMITTED and self.person_id in {None, user_id}


@dataclass(frozen=True, slots=True)
class Flag:
    """A project whose name resembles a critical one, and the pattern by which it does."""

    name: NormalizedName
    resembles: NormalizedName
    pattern: str
    begun_by: str
    begun_at: datetime


def find_ruling(name: NormalizedName) -> Ruling | None:
    """Return what an operator decided about a name; None if nothing."""
    row = NameRuling.objects.select_related("person").filter(name=name).first()
    return _ruling(row) if row else None


def list_rulings() -> list[Ruling]:
    """Return all decisions about names, by name."""
    return [_ruling(row) for row in NameRuling.objects.select_related("person").order_by("name")]


def list_flags() -> list[Flag]:
    """Return the flagged names about which no operator has decided anything yet, oldest first."""
    rows = FlaggedName.objects.exclude(name__in=NameRuling.objects.values("name"))
    return [
        Flag(
            NormalizedName(row.name),
            NormalizedName(row.resembles),
            row.pattern,
            row.begun_by,
            row.begun_at,
        )
        for row in rows.order_by("begun_at", "pk")
    ]


def list_confusable(name: NormalizedName) -> list[NormalizedName]:
    """Return the names of other projects, withdrawn or not, that the eye takes for this one."""
    rows = Project.objects.filter(confusable_key=confusable_key(name)).exclude(name=name).order_by("name")
    return [NormalizedName(other) for other in rows.values_list("name", flat=True)]


def _ruling(row: NameRuling) -> Ruling:
    return Ruling(
        NormalizedName(row.name),
        row.effect,
        row.person_id,
        row.person.username if row.person else "",
        row.reason,
        row.ruled_at,
        row.ruled_by,
    )
