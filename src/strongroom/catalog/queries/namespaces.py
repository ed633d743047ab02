"""Namespaces that are granted, and the projects within them (PEP 752)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from strongroom.catalog.models import (
    MemberRole,
    Namespace,
    OrganizationMember,
    Project,
    Role,
    RoleName,
)
from strongroom.catalog.rules.namespaces import (
    Grant,
    GrantedNamespace,
    Holder,
    HolderKind,
    Membership,
    memberships_of,
    within_each_other,
)
from strongroom.foundation.names import NormalizedName
from strongroom.infra.statements import prepared


def list_namespaces() -> list[GrantedNamespace]:
    """Return the namespaces that are granted, by name."""
    return within_each_other(grants_by_prefix())


def memberships(names: Collection[NormalizedName]) -> dict[NormalizedName, list[Membership]] | None:
    """Return the namespaces in which these projects' names lie, widest first; None as long as none is granted."""
    grants = grants_by_prefix()
    if not grants:
        return None
    owners = _owners_of_projects(names)
    return {name: memberships_of(name, grants=grants, owners=owners[name]) for name in names}


def list_names_within(namespaces: Collection[NormalizedName]) -> list[NormalizedName]:
    """Return the names of all projects, withdrawn or not, that lie in one of these namespaces."""
    within = Q(name__in=namespaces)
    for namespace in namespaces:
        within |= Q(name__startswith=f"{namespace}-")
    rows = Project.objects.filter(within).order_by("name").values_list("name", flat=True)
    return [NormalizedName(name) for name in rows]


def grants_by_prefix() -> dict[NormalizedName, Grant]:
    """Return the namespaces that are granted as the rules look at them."""
    return {
        NormalizedName(prefix): Grant(
            NormalizedName(prefix), _holder(user_id, organization_id), user or organization
        )
        for prefix, user_id, organization_id, user, organization in _grants()
    }


@prepared
def _grants() -> QuerySet[Any, Any]:
    return Namespace.objects.values_list(
        "prefix", "owner_id", "organization_id", "owner__username", "organization__name"
    )


def holders_for(user_id: int | None) -> frozenset[Holder]:
    """Return in whose namespaces somebody begins projects: their own, and those of organizations they run."""
    if user_id is None:
        return frozenset()
    run_by_them = OrganizationMember.objects.filter(
        user_id=user_id, role__in=[MemberRole.OWNER, MemberRole.MANAGER]
    )
    return frozenset(
        [
            Holder(HolderKind.PERSON, user_id),
            *(Holder(HolderKind.ORGANIZATION, row.organization_id) for row in run_by_them),
        ]
    )


def _holder(user_id: int | None, organization_id: int) -> Holder:
    """Return whose a row is: the person's, or else the organization's."""
    if user_id is not None:
        return Holder(HolderKind.PERSON, user_id)
    return Holder(HolderKind.ORGANIZATION, organization_id)


def _owners_of_projects(names: Collection[str]) -> Mapping[NormalizedName, set[Holder]]:
    """Return the owners of these projects, with closed accounts, which stay owners, and organizations."""
    owners = defaultdict(set)
    people = Role.objects.filter(project__name__in=names, name=RoleName.OWNER)
    for name, user_id in people.values_list("project__name", "user_id"):
        owners[NormalizedName(name)].add(Holder(HolderKind.PERSON, user_id))
    projects = Project.objects.filter(name__in=names, organization__isnull=False)
    for name, organization_id in projects.values_list("name", "organization_id"):
        owners[NormalizedName(name)].add(Holder(HolderKind.ORGANIZATION, organization_id))
    return owners
