"""What has changed since the letters of a draft were made, or since somebody read it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a letter takes for true of its reader: their projects under the mandate, and whether they hold the factor."""

    projects: frozenset[str]
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Between a draft and the present, by user name.

    Args:
        joined: Bound now, and no letter to them was made.
        left: Not bound any more.
        moved: Bound by other projects.
        settled: Have enrolled what is asked for since, or hold it no more; their letters say so when they go out.
        is_uniform: The letters name no projects, so that they say the same to everybody: whoever has read one has read those of
            people who came since. At the size of PyPI somebody comes every few minutes, and no draft would ever be sent.
    """

    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    is_uniform: bool = False

    @property
    def is_stale(self) -> bool:
        """Other people or other projects: what was read is not what would be sent."""
        return not self.is_uniform and bool(self.joined or self.left or self.moved)


def revision_of(*said: object) -> str:
    """Return what tells a draft from what it was before and after any change: the SHA-256 of what it says, in hexadecimal."""
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def compare(made: Mapping[str, Addressed], now: Mapping[str, Addressed]) -> Difference:
    """Return what is different now, by user name, from what the letters were made for."""
    both = sorted(made.keys() & now.keys())
    return Difference(
        joined=tuple(sorted(now.keys() - made.keys())),
        left=tuple(sorted(made.keys() - now.keys())),
        moved=tuple(one for one in both if made[one].projects != now[one].projects),
        settled=tuple(
            one
            for one in both
            if made[one].projects == now[one].projects and made[one].satisfied != now[one].satisfied
        ),
    )
