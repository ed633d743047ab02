"""What a change of an organization does to the rights on projects: which projects, and who gains."""

from collections.abc import Callable, Mapping

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.models import MemberInvitation, MemberRole, RoleName, TeamRole
from strongroom.catalog.queries.organizations import (
    active_members_of_team,
    active_owners,
    find_member_role,
    list_projects_of_organization,
    projects_of_team,
    projects_reached_by,
)
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationChange, Touched


def touched_by(change: OrganizationChange) -> Touched:
    """Return what a change touches as things stand; nothing where it changes nobody's right.

    Raises:
        PersonNotFound: it is about an account that is not there.
    """
    rule = _RULES.get(change.action)
    return Touched() if rule is None else rule(change)


def _owners_become_others(change: OrganizationChange) -> Touched:
    """Offering a place: it touches the projects if it is an owner's; nobody gains before they accept."""
    return Touched(_all_projects(change) if change.role == MemberRole.OWNER else frozenset())


def _accepted(change: OrganizationChange) -> Touched:
    offered = MemberInvitation.objects.filter(
        organization__name=change.organization, user__username=change.username
    ).first()
    if offered is None or offered.role != MemberRole.OWNER:
        return Touched()
    return Touched(_all_projects(change), frozenset({offered.user_id}))


def _member_changed(change: OrganizationChange) -> Touched:
    before = find_member_role(change.organization, username=change.username)
    if MemberRole.OWNER not in {before, change.role} or before == change.role:
        return Touched()
    gaining = _person(change) if change.role == MemberRole.OWNER else frozenset()
    return Touched(_all_projects(change), gaining)


def _member_removed(change: OrganizationChange) -> Touched:
    return Touched(projects_reached_by(change.organization, username=change.username))


def _added_to_team(change: OrganizationChange) -> Touched:
    return Touched(projects_of_team(change.organization, team=change.team), _person(change))


def _team_smaller(change: OrganizationChange) -> Touched:
    return Touched(projects_of_team(change.organization, team=change.team))


def _team_role_given(change: OrganizationChange) -> Touched:
    had = TeamRole.objects.filter(
        team__organization__name=change.organization, team__name=change.team, project__name=change.project
    )
    if had.filter(name=RoleName.OWNER).exists():
        return Touched(frozenset({change.project}))
    return Touched(frozenset({change.project}), active_members_of_team(change.organization, team=change.team))


def _team_role_taken(change: OrganizationChange) -> Touched:
    return Touched(frozenset({change.project}))


def _moved_in(change: OrganizationChange) -> Touched:
    return Touched(frozenset({change.project}), active_owners(change.organization))


def _moved_out(change: OrganizationChange) -> Touched:
    return Touched(frozenset({change.project}), _person(change) if change.username else frozenset())


def _all_projects(change: OrganizationChange) -> frozenset[NormalizedName]:
    return frozenset(list_projects_of_organization(change.organization))


def _person(change: OrganizationChange) -> frozenset[int]:
    return frozenset({get_person_named(change.username).user_id})


_RULES: Mapping[OrganizationAction, Callable[[OrganizationChange], Touched]] = {
    OrganizationAction.INVITE_MEMBER: _owners_become_others,
    OrganizationAction.ACCEPT_MEMBERSHIP: _accepted,
    OrganizationAction.CHANGE_MEMBER: _member_changed,
    OrganizationAction.REMOVE_MEMBER: _member_removed,
    OrganizationAction.DELETE_TEAM: _team_smaller,
    OrganizationAction.ADD_TO_TEAM: _added_to_team,
    OrganizationAction.REMOVE_FROM_TEAM: _team_smaller,
    OrganizationAction.GIVE_TEAM_ROLE: _team_role_given,
    OrganizationAction.TAKE_TEAM_ROLE: _team_role_taken,
    OrganizationAction.MOVE_PROJECT_IN: _moved_in,
    OrganizationAction.MOVE_PROJECT_OUT: _moved_out,
}
"""Leaving touches projects, too, but asks nobody: it stays open. Every other action changes no right."""
