"""What is remembered of where and by what an API token was used, and how it is told to its owner.

The owner is to see whether a use was theirs; nobody is to see where the owner is. So of an address its kind is
kept, and a keyed digest of its network: it tells the same place from a new one, and no place from its look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from strongroom.foundation.client_addresses import PlaceKind

KEPT = 8
"""Places and programs of each token, the latest. Machines that are hired by the hour come from more places;
older ones then look new."""

NOTED_EVERY = timedelta(minutes=1)
"""A use by the same client from the same place as the last one is not written more often."""


@dataclass(frozen=True, slots=True)
class UsedFrom:
    """A place a token was used from.

    Args:
        mark: Keyed digest of the network; empty where there is none worth telling apart.
        first_used_at: The first of the uses from there that are remembered.
    """

    kind: PlaceKind
    mark: str
    first_used_at: datetime

    def is_the_place_of(self, other: "UsedFrom") -> bool:
        """Both are the same place, whenever they were used from."""
        return (self.kind, self.mark) == (other.kind, other.mark)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """When a token was last used, by what, and from where.

    Args:
        client: The program and its version, such as `twine 6.1.0`; empty where it does not say.
        programs: Names of the programs that used it, the latest first.
        places: Where it was used from, the latest first.
    """

    at: datetime
    client: str = ""
    programs: tuple[str, ...] = ()
    places: tuple[UsedFrom, ...] = ()


def is_to_be_noted(last: TokenUse | None, *, client: str, place: UsedFrom, now: datetime) -> bool:
    """A use now tells something that the last one noted does not."""
    if last is None or last.client != client or now - last.at >= NOTED_EVERY:
        return True
    return not (last.places and last.places[0].is_the_place_of(place))


def noted(last: TokenUse | None, *, client: str, place: UsedFrom, now: datetime) -> TokenUse:
    """Return what is remembered after a use now."""
    programs, places = ((), ()) if last is None else (last.programs, last.places)
    same = next((one for one in places if one.is_the_place_of(place)), place)
    other_places = [one for one in places if not one.is_the_place_of(place)]
    other_programs = [name for name in programs if name != program_of(client)]
    return TokenUse(
        now,
        client,
        (program_of(client), *other_programs[: KEPT - 1]),
        (same, *other_places[: KEPT - 1]),
    )


def is_another_program(last: TokenUse | None, *, client: str) -> bool:
    """A program uses the token that had not used it before, and another one had."""
    return last is not None and bool(last.programs) and program_of(client) not in last.programs


def program_of(client: str) -> str:
    """Return the name without the version."""
    return client.partition(" ")[0]


def pack(use: TokenUse) -> dict[str, list[Any]]:
    """Return the stored form of programs and places."""
    places = [[one.kind.name, one.mark, one.first_used_at.isoformat()] for one in use.places]
    return {"programs": list(use.programs), "places": places}


def unpack(stored: dict[str, list[Any]] | None, *, at: datetime, client: str) -> TokenUse:
    """Return the use of what `pack` made; of a use that was noted before there was such a form, what is known."""
    said = stored or {"programs": [], "places": []}
    places = tuple(
        UsedFrom(PlaceKind[kind], mark, datetime.fromisoformat(first)) for kind, mark, first in said["places"]
    )
    return TokenUse(at, client, tuple(said["programs"]), places)
