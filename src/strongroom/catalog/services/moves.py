"""Projects that come into an organization, and leave it.

At no moment is one without somebody who owns it: an organization always has an owner whose account
is open, and a project leaves it only for another or for such a person.
"""

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import NotOfOrganization, RecipientUnprotected
from strongroom.catalog.models import MemberRole, Organization, Project, Role, RoleName, TeamRole
from strongroom.catalog.queries import find_role, touched_by
from strongroom.catalog.services.turns import record
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationPermit
from strongroom.infra.db import write


def move_project_in(permit: OrganizationPermit) -> None:
    """Make a project one of the organization's; from another organization, too, whose teams then lose their roles.

    Its people keep their own roles. The organization's owners own it from now on.

    Raises:
        NotOfOrganization: it is one of the organization's already.
    """
    with write():
        change = permit.require(OrganizationAction.MOVE_PROJECT_IN, touched_by(permit.change))
        project = Project.objects.select_related("organization").get(name=change.project)
        before = project.organization
        if before is not None and before.name == change.organization:
            raise NotOfOrganization(f"{change.project} is in {change.organization} already.")
        losing = _people_of_teams(change.project)
        TeamRole.objects.filter(project=project).delete()
        project.organization = Organization.objects.get(name=change.organization)
        project.save(update_fields=["organization"])
        record(permit, "project.moved_in", role=RoleName.OWNER, concerned=losing | _owners_of(before))


def move_project_out(permit: OrganizationPermit) -> None:
    """Give a project of the organization to one of those who may publish it; it belongs to no organization then.

    The roles of teams on it end; the roles that people have themselves stay.

    Raises:
        NotOfOrganization: it is not one of the organization's.
        RecipientUnprotected: the person had no right on it before: nobody is given a project unasked.
    """
    with write():
        change = permit.require(OrganizationAction.MOVE_PROJECT_OUT, touched_by(permit.change))
        project = Project.objects.filter(name=change.project, organization__name=change.organization).first()
        if project is None:
            raise NotOfOrganization(f"{change.project} is not a project of {change.organization}.")
        taker = get_person_named(change.username)
        if find_role(taker.user_id, change.project) is None:
            raise RecipientUnprotected(
                f"{change.project} cannot be given to {taker.username}.",
                why="It is given only to somebody who may publish it already.",
                next_step="Invite them to the project first.",
            )
        losing = _people_of_teams(change.project)
        TeamRole.objects.filter(project=project).delete()
        Role.objects.update_or_create(
            project=project,
            user_id=taker.user_id,
            defaults={"name": RoleName.OWNER},
            create_defaults={"name": RoleName.OWNER, "since": permit.at},
        )
        project.organization = None
        project.save(update_fields=["organization"])
        record(permit, "project.moved_out", role=RoleName.OWNER, concerned=losing)


def _people_of_teams(project: NormalizedName) -> set[str]:
    rows = TeamRole.objects.filter(project__name=project, team__members__isnull=False)
    return set(rows.values_list("team__members__member__user__username", flat=True))


def _owners_of(organization: Organization | None) -> set[str]:
    if organization is None:
        return set()
    owners = organization.members.filter(role=MemberRole.OWNER)
    return set(owners.values_list("user__username", flat=True))
