"""Namespaces: which names a grant covers, and which grants there may be beside each other.

Sources: PEP 752 (what is covered, no overlap, children), PEP 755 (length, one level of children).
"""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strongroom.catalog.errors import NamespaceReserved, NamespaceTaken, NamespaceUnfit
from strongroom.foundation.names import NormalizedName

SHORTEST = 4
"""Characters. Shorter beginnings say little of whose they are, and cover many names (PEP 755)."""


class HolderKind(StrEnum):
    """Who may hold a namespace."""

    PERSON = "person"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a namespace; `id` is that of the account, or of the organization."""

    kind: HolderKind
    id: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A prefix and for whom it is kept; `owner` is the holder's name."""

    prefix: NormalizedName
    holder: Holder
    owner: str


@dataclass(frozen=True, slots=True)
class GrantedNamespace:
    """A namespace as others see it. `children` are the ones directly within it, by name."""

    name: NormalizedName
    owner: str
    kind: HolderKind
    parent: NormalizedName | None
    children: tuple[NormalizedName, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A namespace in which a project's name lies, and whether the namespace's owner owns the project, too."""

    namespace: NormalizedName
    owned: bool


Grants = Mapping[NormalizedName, Grant]
"""By prefix."""

_WHO_BEGINS = {
    HolderKind.PERSON: "Only the owner of a namespace begins projects in it.",
    HolderKind.ORGANIZATION: "Only owners and managers of the organization begin projects in its namespace.",
}


def beginnings(name: NormalizedName) -> list[NormalizedName]:
    """Return what a grant must be of to cover a name, widest first: of `foo-bar` it is `foo`, and `foo-bar` itself."""
    parts = name.split("-")
    return [NormalizedName("-".join(parts[: number + 1])) for number in range(len(parts))]


def covering(grants: Grants, name: NormalizedName) -> list[Grant]:
    """Return the grants that cover a name, widest first; all of one owner (`check_grant`)."""
    return [grants[prefix] for prefix in beginnings(name) if prefix in grants]


def within_each_other(grants: Grants) -> list[GrantedNamespace]:
    """Return what is granted, by name, each with those around and directly within it."""
    parents = {prefix: find_parent(grants, prefix) for prefix in sorted(grants)}
    children = defaultdict(list)
    for prefix, parent in parents.items():
        children[parent].append(prefix)
    return [
        GrantedNamespace(
            prefix, grants[prefix].owner, grants[prefix].holder.kind, parent, tuple(children[prefix])
        )
        for prefix, parent in parents.items()
    ]


def memberships_of(name: NormalizedName, *, grants: Grants, owners: Container[Holder]) -> list[Membership]:
    """Return the namespaces in which the name of a project lies, widest first.

    Args:
        owners: Of the project: people, and the organization it belongs to.
    """
    return [Membership(grant.prefix, grant.holder in owners) for grant in covering(grants, name)]


def find_foreign(name: NormalizedName, *, grants: Grants, holders: Container[Holder]) -> Grant | None:
    """Return the widest namespace around a name that is held by nobody of these; None if there is none."""
    return next((grant for grant in covering(grants, name) if grant.holder not in holders), None)


def why_not_to_begin(name: NormalizedName, foreign: Grant) -> NamespaceReserved:
    """Return the refusal of a new project in the namespace of somebody else."""
    return NamespaceReserved(
        f"The name {name} lies in the namespace {foreign.prefix}, which is reserved for {foreign.owner}.",
        why=_WHO_BEGINS[foreign.holder.kind],
        next_step=f"Choose a name that is neither {foreign.prefix} nor begins with {foreign.prefix}-, "
        f"or ask {foreign.owner} to begin the project and to invite you.",
    )


def find_parent(granted: Container[NormalizedName], prefix: NormalizedName) -> NormalizedName | None:
    """Return the closest wider grant that covers a prefix."""
    return next((wider for wider in reversed(beginnings(prefix)[:-1]) if wider in granted), None)


def check_grant(prefix: NormalizedName, *, holder: Holder, grants: Grants) -> None:
    """Check that a prefix may be granted to somebody beside the grants there are.

    Raises:
        NamespaceUnfit: it is too short, or there would be a child of a child.
        NamespaceTaken: it is granted already, or overlaps with a grant of somebody else.
    """
    if len(prefix) < SHORTEST:
        raise NamespaceUnfit(
            f"{prefix} is too short for a namespace.", next_step=f"Take one of {SHORTEST} characters or more."
        )
    within = [grant for grant in grants.values() if prefix in beginnings(grant.prefix)]
    for grant in covering(grants, prefix) + within:
        _check_beside(prefix, holder, grant)
    granted = grants.keys() | {prefix}
    if any(_level(granted, one) > 1 for one in granted):
        raise NamespaceUnfit(
            f"With {prefix}, three namespaces would lie within each other.",
            why="A namespace may have children, and they have none.",
            next_step="Revoke one of the others first.",
        )


def _check_beside(prefix: NormalizedName, holder: Holder, grant: Grant) -> None:
    """Check a prefix against a grant that covers it or that it would cover."""
    if prefix == grant.prefix:
        raise NamespaceTaken(f"The namespace {prefix} is granted to {grant.owner} already.")
    if grant.holder != holder:
        raise NamespaceTaken(
            f"{prefix} overlaps with the namespace {grant.prefix}, which is granted to {grant.owner}.",
            why="No name lies in the namespaces of two owners.",
            next_step="Grant it to the same owner, or revoke the other one first.",
        )


def _level(granted: Container[NormalizedName], prefix: NormalizedName) -> int:
    """Return how many wider grants cover a prefix."""
    return sum(wider in granted for wider in beginnings(prefix)[:-1])
