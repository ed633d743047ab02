"""How many projects need a project, directly or through others (ADR 14).

Each project counts once for everything behind it, however many ways lead there. Projects that need each other in a
circle all need what one of them needs. The work is done once for projects that need the same: most of an index hangs
on few projects, in few combinations.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from strongroom.foundation.names import NormalizedName

_REMEMBERED = 25_000_000
"""Most entries, of four bytes, of the closures that are kept to be used again. Fewer only take longer."""

_Nodes = frozenset[int]


def dependents(
    requirements: Iterable[tuple[NormalizedName, Collection[NormalizedName]]],
) -> dict[NormalizedName, int]:
    """Return, for each project that others need, how many projects that is.

    Args:
        requirements: Every project once, with what its newest release requires; what is no project here is passed over.
    """
    names, requires = _numbered(requirements)
    circles = _Search(requires).walk()
    counts: dict[NormalizedName, int] = {}
    for circle, count in zip(circles, _counts(circles, requires), strict=True):
        if count := count + len(circle) - 1:
            counts.update((names[node], count) for node in circle)
    return counts


def most_needed(counts: Mapping[NormalizedName, int], *, top: int, minimum: int) -> dict[NormalizedName, int]:
    """Return the names at place `top` or better with at least `minimum` dependents; all that tie with the last are in."""
    best = nlargest(top, counts.values())
    least = max(minimum, best[-1]) if len(best) == top else minimum
    return {name: count for name, count in counts.items() if count >= least}


def _numbered(
    requirements: Iterable[tuple[NormalizedName, Collection[NormalizedName]]],
) -> tuple[list[NormalizedName], list[Sequence[int]]]:
    """Return the projects' names, and for each the places in that list of those it requires."""
    number: dict[NormalizedName, int] = {}
    required: dict[int, tuple[int, ...]] = {}
    for name, others in requirements:
        node = number.setdefault(name, len(number))
        required[node] = tuple(number.setdefault(other, len(number)) for other in others)
    place = {node: position for position, node in enumerate(required)}
    names = list(number)
    return (
        [names[node] for node in required],
        [[place[other] for other in others if other in place] for others in required.values()],
    )


class _Entered(NamedTuple):
    """A node on the path of a search: the number under which it was entered, and its edges not yet followed."""

    node: int
    number: int
    others: Iterator[int]


class _Search:
    """Finds the groups of nodes that reach each other, most of them of one node, each after all that it reaches.

    Source: Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
    """

    def __init__(self, requires: Sequence[Sequence[int]]) -> None:
        self.circles: list[list[int]] = []
        self._requires = requires
        self._entered = 0
        self._open: list[int] = []
        # Of each node the lowest number that it is known to lead back to; 0 before it was entered, and more than
        # any number once its circle is known.
        self._lowest = [0] * len(requires)
        self._closed = len(requires) + 1

    def walk(self) -> list[list[int]]:
        """Search from every node, and return the circles."""
        for root, lowest in enumerate(self._lowest):
            if not lowest:
                self._walk_from(root)
        return self.circles

    def _walk_from(self, root: int) -> None:
        lowest, path = self._lowest, [self._enter(root)]
        while path:
            node, number, others = path[-1]
            for other in others:
                if not lowest[other]:
                    path.append(self._enter(other))
                    break
                lowest[node] = min(lowest[node], lowest[other])
            else:
                path.pop()
                if lowest[node] == number:
                    self._close(node)
                elif path:
                    before = path[-1].node
                    lowest[before] = min(lowest[before], lowest[node])

    def _enter(self, node: int) -> _Entered:
        self._entered += 1
        self._lowest[node] = self._entered
        self._open.append(node)
        return _Entered(node, self._entered, iter(self._requires[node]))

    def _close(self, first: int) -> None:
        circle: list[int] = []
        while first not in circle[-1:]:
            circle.append(self._open.pop())
            self._lowest[circle[-1]] = self._closed
        self.circles.append(circle)


def _counts(circles: Sequence[Sequence[int]], requires: Sequence[Sequence[int]]) -> list[int]:
    """Return for each circle how many nodes outside it reach it. Circles come after all that they reach."""
    needs = _needs(circles, requires)
    weight: Counter[_Nodes] = Counter()
    for circle, direct in zip(circles, needs, strict=True):
        weight[direct] += len(circle)
    needed = Counter(chain.from_iterable(needs))
    shared = {direct for number, direct in enumerate(needs) if needed[number] > 1}
    closures: dict[_Nodes, array[int]] = {}
    counts, room = [0] * len(circles), _REMEMBERED
    for direct in dict.fromkeys(needs):
        reached = _reached(direct, needs=needs, closures=closures)
        for one in reached:
            counts[one] += weight[direct]
        if direct in shared and len(reached) <= room:
            closures[direct] = array("I", reached)
            room -= len(reached)
    return counts


def _needs(circles: Sequence[Sequence[int]], requires: Sequence[Sequence[int]]) -> list[_Nodes]:
    """Return for each circle the others that its nodes require, in one object where they are the same."""
    circle_of = array("I", bytes(4 * len(requires)))
    for number, circle in enumerate(circles):
        for node in circle:
            circle_of[node] = number
    known: dict[_Nodes, _Nodes] = {}
    needs = []
    for number, circle in enumerate(circles):
        others = frozenset(circle_of[other] for node in circle for other in requires[node]) - {number}
        needs.append(known.setdefault(others, others))
    return needs


def _reached(direct: _Nodes, *, needs: Sequence[_Nodes], closures: Mapping[_Nodes, "array[int]"]) -> set[int]:
    """Return all that is reached from these circles, themselves among it."""
    reached: set[int] = set()
    waiting = list(direct)
    while waiting:
        one = waiting.pop()
        if one in reached:
            continue
        reached.add(one)
        behind = needs[one]
        if behind in closures:
            reached.update(closures[behind])
        else:
            waiting.extend(behind)
    return reached
