"""Teams of an organization: who is in them, and what they may do with its projects."""

from strongroom.catalog.errors import MemberExists, MemberNotFound, NameTaken, NotOfOrganization, TeamNotFound
from strongroom.catalog.models import (
    Organization,
    OrganizationMember,
    Project,
    RoleName,
    Team,
    TeamMember,
    TeamRole,
)
from strongroom.catalog.queries import get_team, projects_of_team, touched_by
from strongroom.catalog.services.turns import record
from strongroom.foundation.names import normalize
from strongroom.foundation.organization_permits import (
    OrganizationAction,
    OrganizationChange,
    OrganizationPermit,
)
from strongroom.infra.db import write


def create_team(permit: OrganizationPermit, *, display_name: str) -> None:
    """Begin a team; it has nobody and no rights yet.

    Raises:
        InvalidName: the name cannot be one.
        NameTaken: the organization has a team of that name.
    """
    with write():
        change = permit.require(OrganizationAction.CREATE_TEAM, touched_by(permit.change))
        _, created = Team.objects.get_or_create(
            organization=Organization.objects.get(name=change.organization),
            name=normalize(change.team),
            defaults={"display_name": display_name or change.team, "created_at": permit.at},
        )
        if not created:
            raise NameTaken(f"{change.organization} has a team named {change.team}.")
        record(permit, "team.created")


def delete_team(permit: OrganizationPermit) -> None:
    """End a team, and with it what it may do.

    Raises:
        TeamNotFound: there is none of that name.
    """
    with write():
        change = permit.require(OrganizationAction.DELETE_TEAM, touched_by(permit.change))
        team, members = _team(change), get_team(change.organization, name=change.team).members
        role = _role_of(team)
        team.delete()
        record(permit, "team.deleted", role=role, concerned=members)


def add_to_team(permit: OrganizationPermit) -> None:
    """Put a member of the organization into a team.

    Raises:
        TeamNotFound, MemberNotFound: there is no such team, or the person is not in the organization.
        MemberExists: the person is in the team already.
    """
    with write():
        change = permit.require(OrganizationAction.ADD_TO_TEAM, touched_by(permit.change))
        member = OrganizationMember.objects.filter(
            organization__name=change.organization, user__username=change.username.lower()
        ).first()
        if member is None:
            raise MemberNotFound(
                f"{change.username} has no place in {change.organization}.",
                next_step="Invite them to the organization first.",
            )
        team = _team(change)
        _, created = TeamMember.objects.get_or_create(team=team, member=member, defaults={"since": permit.at})
        if not created:
            raise MemberExists(f"{change.username} is in the team {change.team} already.")
        record(permit, "team.member_added", role=_role_of(team))


def remove_from_team(permit: OrganizationPermit) -> None:
    """Take somebody out of a team.

    Raises:
        MemberNotFound: the person is not in it.
    """
    with write():
        change = permit.require(OrganizationAction.REMOVE_FROM_TEAM, touched_by(permit.change))
        team = _take_out(change)
        record(permit, "team.member_removed", role=_role_of(team))


def leave_team(permit: OrganizationPermit) -> None:
    """Give up one's own place in a team. Always open.

    Raises:
        MemberNotFound: one is not in it.
    """
    with write():
        change = permit.require(OrganizationAction.LEAVE_TEAM, touched_by(permit.change))
        team = _take_out(change)
        lost = projects_of_team(change.organization, team=change.team)
        record(permit, "team.member_left", role=_role_of(team), projects=lost)


def give_team_role(permit: OrganizationPermit) -> None:
    """Give all of a team a role on a project of their organization, or another role than before.

    Raises:
        TeamNotFound, NotOfOrganization: the organization has no such team, or no such project.
    """
    with write():
        change = permit.require(OrganizationAction.GIVE_TEAM_ROLE, touched_by(permit.change))
        project = Project.objects.filter(name=change.project, organization__name=change.organization).first()
        if project is None:
            raise NotOfOrganization(
                f"{change.project} is not a project of {change.organization}.",
                why="A team has roles on projects of its own organization only.",
            )
        TeamRole.objects.update_or_create(
            team=_team(change),
            project=project,
            defaults={"name": RoleName(change.role), "since": permit.at},
        )
        record(permit, "team.role_given")


def take_team_role(permit: OrganizationPermit) -> None:
    """Take away what a team may do with a project.

    Raises:
        TeamNotFound: the team has no role there.
    """
    with write():
        change = permit.require(OrganizationAction.TAKE_TEAM_ROLE, touched_by(permit.change))
        team = get_team(change.organization, name=change.team)
        roles = TeamRole.objects.filter(
            team__organization__name=change.organization, team__name=change.team, project__name=change.project
        )
        role = roles.values_list("name", flat=True).first()
        if role is None:
            raise TeamNotFound(f"The team {change.team} has no role on {change.project}.")
        roles.delete()
        record(permit, "team.role_taken", role=role, concerned=team.members)


def _team(change: OrganizationChange) -> Team:
    team = Team.objects.filter(organization__name=change.organization, name=change.team).first()
    if team is None:
        raise TeamNotFound(f"{change.organization} has no team named {change.team[:60]!r}.")
    return team


def _role_of(team: Team) -> str:
    """Return the strongest role that a team has anywhere, or nothing."""
    roles = set(team.roles.values_list("name", flat=True))
    return next((role for role in (RoleName.OWNER, RoleName.MAINTAINER) if role in roles), "")


def _take_out(change: OrganizationChange) -> Team:
    team = _team(change)
    removed, _ = TeamMember.objects.filter(team=team, member__user__username=change.username.lower()).delete()
    if not removed:
        raise MemberNotFound(f"{change.username} is not in the team {change.team}.")
    return team
