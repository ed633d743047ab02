"""Which right counts where somebody has several on one project.

A right comes to a person directly, through a team, or through owning the organization. The
strongest one decides what they may do; whoever has any of them is bound, and counted once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Through(StrEnum):
    """How a right comes to somebody, the nearest way first."""

    DIRECT = "direct"
    TEAM = "team"
    ORGANIZATION = "organization"


STRONGEST_FIRST = ("owner", "maintainer")
NEAREST_FIRST = tuple(Through)


@dataclass(frozen=True, slots=True)
class Right:
    """One right of one person on one project.

    Args:
        role: `owner` or `maintainer`.
        name: Of the team or the organization it comes through; empty where it is direct.
    """

    role: str
    since: datetime
    through: Through = Through.DIRECT
    name: str = ""

    @property
    def way(self) -> str:
        """`direct`, `team NAME` or `organization NAME`."""
        return f"{self.through} {self.name}".rstrip()


def strongest_first(rights: Iterable[Right]) -> tuple[Right, ...]:
    """Return somebody's rights on one project, the one that counts first.

    Owner comes before maintainer, then the nearer way, then the longer one.
    """
    return tuple(
        sorted(
            rights,
            key=lambda right: (
                STRONGEST_FIRST.index(right.role),
                NEAREST_FIRST.index(right.through),
                right.since,
                right.name,
            ),
        )
    )
