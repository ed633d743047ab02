"""Which projects a mandate speaks of."""

from enum import StrEnum

from strongroom.foundation.names import NormalizedName

EVERY_PROJECT = NormalizedName("")
"""In the place of a project's name: all of them, those that nobody has begun yet included."""


class Scope(StrEnum):
    """Which projects a mandate speaks of; whoever may publish one of them is bound."""

    CRITICAL_PROJECTS = "critical-projects"
    EVERY_PUBLISHER = "every-publisher"
    PROJECTS = "projects"
    ORGANIZATION = "organization"
    OWN = "own"
    """One project, by its own owners."""


LEFT_AT_WILL = frozenset({Scope.ORGANIZATION})
"""Scopes that the people of a project leave, and come back to, by themselves while the mandate runs."""
