"""Begin an organization, and change what it says of itself."""

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import NameTaken
from strongroom.catalog.models import MemberRole, Organization, OrganizationMember, RoleName
from strongroom.catalog.queries import find_organization, find_project, find_role, touched_by
from strongroom.catalog.services.names import check_may_begin
from strongroom.catalog.services.turns import record
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationPermit
from strongroom.infra.db import write

NOT_FOR_ORGANIZATIONS = frozenset({"mine", "new"})
"""Parts of addresses below /organizations/ that are pages of their own."""


def create_organization(permit: OrganizationPermit, *, display_name: str, description: str = "") -> None:
    """Begin an organization that the person owns.

    Its name is normalized as that of a project is, so that no two differ in spelling alone.

    Raises:
        InvalidName: the name cannot be one.
        NameTaken: another organization has it, or a project of others.
        NameRefused, NamespaceReserved: nor could it be the name of a new project of theirs.
    """
    with write():
        change = permit.require(OrganizationAction.CREATE, touched_by(permit.change))
        name = normalize(change.organization)
        founder = get_person_named(permit.by.name)
        _check_free(name, by=permit.by, founder_id=founder.user_id)
        organization = Organization.objects.create(
            name=name, display_name=display_name or name, description=description, created_at=permit.at
        )
        OrganizationMember.objects.create(
            organization=organization, user_id=founder.user_id, role=MemberRole.OWNER, since=permit.at
        )
        record(permit, "organization.created", role=MemberRole.OWNER)


def change_organization(permit: OrganizationPermit, *, display_name: str, description: str) -> None:
    """Change the words by which an organization is shown; its name stays."""
    with write():
        change = permit.require(OrganizationAction.CHANGE_DETAILS, touched_by(permit.change))
        Organization.objects.filter(name=change.organization).update(
            display_name=display_name or change.organization, description=description
        )
        record(permit, "organization.changed")


def _check_free(name: NormalizedName, *, by: Actor, founder_id: int) -> None:
    """Keep a name from strangers where people would take the organization for somebody else.

    It is a name that the person could give a project, or the name of a project they own.
    """
    if find_organization(name) is not None or name in NOT_FOR_ORGANIZATIONS:
        raise NameTaken(f"The name {name} is taken.", next_step="Choose another name.")
    if find_project(name) is None:
        check_may_begin(name, by=by)
    elif find_role(founder_id, name) != RoleName.OWNER:
        raise NameTaken(
            f"{name} is a project of others.",
            why="An organization is named like a project only by an owner of that project.",
            next_step="Choose another name, or ask them to begin the organization.",
        )
