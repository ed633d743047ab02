"""Who and what there is before the first day: projects by their place in the order of downloads, their people, and factors.

A project's place is where its rate of downloads stands, from 0. The names are made up, but for the two that the story needs:
`atomicwrites`, and what Strongroom itself is made of, which real indexes have among their most downloaded, too.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from strongroom.foundation.names import NormalizedName, normalize
from strongroom.simulation.rules.chance import drawn, fraction
from strongroom.simulation.rules.size import Size

ATOMICWRITES = normalize("atomicwrites")
ATOMICWRITES_RATE = 200_000
"""Downloads a day: six million a month."""

_NAME, _OWNER, _MORE, _FACTOR, _ORDER = range(5)
"""What chance decides."""
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_IN_A_NAME = 4
_OFTEN, _SELDOM = 1.35, 1.6
"""How unequally critical projects, and the others, are spread among people: 1 is evenly; the more, the fewer people have many."""
_CRITICAL_PEOPLE = 0.75
"""People with a role on a critical project, for each of these roles, at most."""
_SECOND_PERSON = 0.15
"""Share of the projects beyond the critical ones that two people have."""
_CAREFUL = 0.45
"""People with a role on a critical project who hold a second factor before anybody asks for it, at most."""
_WITH_KEY = 0.3
"""Those of them who hold a security key."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of somebody on a project; people are numbered from 0, those of critical projects first."""

    place: int
    person: int
    is_owner: bool


def place_of_atomicwrites(rates: Sequence[float]) -> int:
    """Return the place at which a project of its rate stands; rates fall."""
    above = sum(rate > ATOMICWRITES_RATE for rate in rates)
    return min(above, len(rates) - 1)


def names_of(size: Size, *, atomicwrites_at: int, own: Collection[NormalizedName]) -> list[NormalizedName]:
    """Return the name of the project at each place.

    Args:
        own: What the running index is made of: it stands first.
    """
    names = [_name(place, size.seed) for place in range(size.projects)]
    head = [place for place in range(size.projects) if place != atomicwrites_at]
    for place, name in zip(head, sorted(own), strict=False):
        names[place] = name
    names[atomicwrites_at] = ATOMICWRITES
    return names


def username_of(person: int) -> str:
    """Return the user name of a person, which no real one has."""
    return f"sim-{person}"


def roles_of(size: Size) -> Iterator[Role]:
    """Yield every role, by place; each project has one owner, and may have maintainers."""
    more = [0] * size.critical
    for number in range(size.roles - size.critical):
        more[drawn(size.seed, _MORE, number) % size.critical] += 1
    for place in range(size.projects):
        if place < size.critical:
            yield from _some(size, place, 1 + more[place], among=people_of_critical(size))
        else:
            second = fraction(size.seed, _MORE, place) < _SECOND_PERSON and size.people > 1
            yield from _some(size, place, 1 + second, among=size.people)


def people_of_critical(size: Size) -> int:
    """Return how many people, the first ones, may have a role on a critical project."""
    return min(size.people, max(1, int(size.roles * _CRITICAL_PEOPLE)))


def holders_at_first(size: Size) -> dict[int, bool]:
    """Return who holds a second factor before anybody asks for it, and whether that is a security key."""
    first = people_of_critical(size)
    careful = [one for one in range(first) if fraction(size.seed, _FACTOR, one) < _CAREFUL]
    others = sorted(range(first, size.people), key=lambda one: drawn(size.seed, _ORDER, one))
    chosen = [*careful, *others][: size.voluntary]
    return {one: fraction(size.seed, _ORDER, _FACTOR, one) < _WITH_KEY for one in chosen}


def _name(place: int, seed: int) -> NormalizedName:
    """Return four syllables; no two places have the same, for an odd factor only changes their order."""
    base = len(_SYLLABLES)
    number = (place * 1_234_577 + drawn(seed, _NAME)) % base**_IN_A_NAME
    syllables = []
    for _ in range(_IN_A_NAME):
        number, digit = divmod(number, base)
        syllables.append(_SYLLABLES[digit])
    return NormalizedName("".join(syllables))


def _some(size: Size, place: int, count: int, *, among: int) -> Iterator[Role]:
    """Yield the roles of a project: the first person drawn, and those who follow, nobody twice."""
    unequal = _OFTEN if place < size.critical else _SELDOM
    people: dict[int, None] = {}
    number = 0
    while len(people) < min(count, among):
        chance = fraction(size.seed, _OWNER, place, number)
        person = int(among * chance**unequal)
        while person in people:
            person = (person + 1) % among
        people[person] = None
        number += 1
    yield from (Role(place, person, is_owner=not number) for number, person in enumerate(people))
