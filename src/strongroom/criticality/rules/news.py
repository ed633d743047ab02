"""What a run of a day tells that an earlier run of the same day did not tell already."""

from collections.abc import Collection
from typing import NamedTuple

from strongroom.criticality.rules.designation import Departure, Outcome


class News(NamedTuple):
    """What is new of an outcome; all of it is empty where the earlier run of the day found the same.

    Args:
        entered: Names that came in.
        left: Designations that ended.
        never_in: Names that came in by the earlier run, and did not by this one.
        never_out: Names whose designations the earlier run ended, and which go on by this one.
    """

    entered: frozenset[str]
    left: tuple[Departure, ...]
    never_in: tuple[str, ...]
    never_out: tuple[str, ...]


def news(
    outcome: Outcome, *, told_in: Collection[str] = (), told_out: Collection[tuple[str, str]] = ()
) -> News:
    """Return what is new of an outcome.

    Args:
        told_in: Names that came in by the earlier run of the day, if there was one.
        told_out: Names whose designations it ended, each with the reason.
    """
    ended = {name for name, _ in told_out}
    return News(
        entered=frozenset(outcome.entered).difference(told_in),
        left=tuple(departure for departure in outcome.left if departure.name not in ended),
        never_in=tuple(sorted(set(told_in).difference(outcome.entered))),
        never_out=tuple(sorted(ended.difference(departure.name for departure in outcome.left))),
    )
