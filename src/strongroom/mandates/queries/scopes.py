"""Which projects a mandate speaks of now."""

from collections.abc import Collection

from strongroom.catalog.queries import list_projects_of_organization
from strongroom.criticality.queries import designated_since
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import Mandate
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope


def names_in_scope(
    scope: Scope, *, target: str = "", named: Collection[NormalizedName] = ()
) -> Collection[NormalizedName]:
    """Return the names of the projects in a scope; `EVERY_PROJECT` alone where it is every publisher.

    Args:
        target: Name of the organization, or of the project of those who ask it for their own.
        named: Names of the projects, for that scope.
    """
    match scope:
        case Scope.CRITICAL_PROJECTS:
            return designated_since().keys()
        case Scope.EVERY_PUBLISHER:
            return [EVERY_PROJECT]
        case Scope.PROJECTS:
            return named
        case Scope.ORGANIZATION:
            return list_projects_of_organization(NormalizedName(target))
        case Scope.OWN:
            return [NormalizedName(target)]


def names_under(mandate: Mandate) -> Collection[NormalizedName]:
    """Return the names of the projects that a mandate speaks of."""
    return names_in_scope(Scope(mandate.scope), target=mandate.target, named=mandate.named)
