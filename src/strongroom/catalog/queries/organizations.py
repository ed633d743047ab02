"""Organizations, their members, teams and projects, as frozen records; and what a change of them touches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from strongroom.catalog.errors import OrganizationNotFound, TeamNotFound
from strongroom.catalog.models import (
    MemberInvitation,
    MemberRole,
    Organization,
    OrganizationMember,
    Project,
    Team,
    TeamMember,
    TeamRole,
)
from strongroom.catalog.rules.invitations import Offer
from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.infra.statements import prepared


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An organization as it stands."""

    name: NormalizedName
    display_name: str
    description: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place in one organization. `role` is `owner`, `manager` or `member`."""

    user_id: int
    username: str
    organization: NormalizedName
    role: str
    since: datetime
    is_active: bool


@dataclass(frozen=True, slots=True)
class OfferedPlace(Offer):
    """A place in an organization, offered. `role` is `owner`, `manager` or `member`."""

    organization: NormalizedName


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """A team with the user names of its members, and its role on each project where it has one."""

    name: NormalizedName
    display_name: str
    members: tuple[str, ...]
    roles: tuple[tuple[NormalizedName, str], ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who stands behind a project: its organization, if it has one, and (role, user name) of each direct role."""

    organization: NormalizedName | None
    roles: tuple[tuple[str, str], ...]


def find_organization(name: NormalizedName) -> OrganizationRecord | None:
    """Return the organization of that name, if there is one."""
    row = Organization.objects.filter(name=name).first()
    if row is None:
        return None
    return OrganizationRecord(NormalizedName(row.name), row.display_name, row.description, row.created_at)


def get_organization(name: NormalizedName) -> OrganizationRecord:
    """Return the organization of that name.

    Raises:
        OrganizationNotFound: if there is none.
    """
    organization = find_organization(name)
    if organization is None:
        raise OrganizationNotFound(
            f"There is no organization named {name!r} here.", next_step="Check the spelling."
        )
    return organization


def get_organization_named(raw_name: str) -> OrganizationRecord:
    """Return the organization whose name somebody has typed, in whatever spelling.

    Raises:
        OrganizationNotFound: there is none, or nothing can have that name, as with the one that its page shows.
    """
    found = find_organization(normalize(raw_name)) if is_valid_name(raw_name) else None
    if found is None:
        raise OrganizationNotFound(
            f"There is no organization named {raw_name[:60]!r} here.",
            next_step="Give its name as in the address of its page: /organizations/<name>/.",
        )
    return found


def find_organization_of(project: NormalizedName) -> NormalizedName | None:
    """Return the name of the organization that a project is in, if it is in one."""
    rows = Project.objects.filter(name=project, organization__isnull=False)
    name = rows.values_list("organization__name", flat=True).first()
    return None if name is None else NormalizedName(name)


def list_members(*, organization: NormalizedName | None = None, user_id: int | None = None) -> list[Member]:
    """Return the members of an organization, or the places of a person, by organization and user name."""
    rows = OrganizationMember.objects.select_related("organization", "user")
    if organization is not None:
        rows = rows.filter(organization__name=organization)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return [
        Member(
            row.user_id,
            row.user.username,
            NormalizedName(row.organization.name),
            row.role,
            row.since,
            row.user.is_active,
        )
        for row in rows.order_by("organization__name", "user__username")
    ]


def find_member_role(organization: NormalizedName, *, username: str) -> str | None:
    """Return `owner`, `manager`, `member` or None."""
    rows = OrganizationMember.objects.filter(organization__name=organization, user__username=username.lower())
    return rows.values_list("role", flat=True).first()


def list_offered_places(
    *, organization: NormalizedName | None = None, user_id: int | None = None
) -> list[OfferedPlace]:
    """Return the invitations to an organization, or of a person, that were not answered; expired ones, too."""
    rows = MemberInvitation.objects.select_related("organization", "user", "inviter")
    if organization is not None:
        rows = rows.filter(organization__name=organization)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return [
        OfferedPlace(
            row.user_id,
            row.user.username,
            row.role,
            row.invited_at,
            row.inviter.username,
            NormalizedName(row.organization.name),
        )
        for row in rows.order_by("organization__name", "user__username")
    ]


def list_teams(organization: NormalizedName) -> list[TeamRecord]:
    """Return the teams of an organization, by name."""
    rows = Team.objects.filter(organization__name=organization).order_by("name")
    return [
        TeamRecord(
            name=NormalizedName(row.name),
            display_name=row.display_name,
            members=tuple(sorted(one.member.user.username for one in row.members.all())),
            roles=tuple(sorted((NormalizedName(one.project.name), one.name) for one in row.roles.all())),
        )
        for row in rows.prefetch_related("members__member__user", "roles__project")
    ]


def get_team(organization: NormalizedName, *, name: str) -> TeamRecord:
    """Return one team of an organization.

    Raises:
        TeamNotFound: it has none of that name.
    """
    for team in list_teams(organization):
        if team.name == name:
            return team
    raise TeamNotFound(f"{organization} has no team named {name[:60]!r}.")


def list_projects_of_organization(organization: NormalizedName) -> list[NormalizedName]:
    """Return the names of an organization's projects, withdrawn or not."""
    rows = Project.objects.filter(organization__name=organization).order_by("name")
    return [NormalizedName(name) for name in rows.values_list("name", flat=True)]


def ownership_of_projects(names: Collection[str]) -> dict[NormalizedName, Ownership]:
    """Return who stands behind each of these projects, as the JSON API of PyPI says it."""
    roles: dict[tuple[str, str | None], list[tuple[str, str]]] = {}
    for name, organization, role, username in _ownership(names):
        roles.setdefault((name, organization), []).extend([(role, username)] if role else [])
    return {
        NormalizedName(name): Ownership(NormalizedName(organization) if organization else None, tuple(people))
        for (name, organization), people in roles.items()
    }


@prepared
def _ownership(names: Collection[str]) -> QuerySet[Any, Any]:
    rows = Project.objects.filter(name__in=names).order_by("-roles__name", "roles__user__username")
    return rows.values_list("name", "organization__name", "roles__name", "roles__user__username")


def projects_of_team(organization: NormalizedName, *, team: str) -> frozenset[NormalizedName]:
    """Return the names of the projects on which a team has a role."""
    rows = TeamRole.objects.filter(team__organization__name=organization, team__name=team)
    return frozenset(NormalizedName(name) for name in rows.values_list("project__name", flat=True))


def projects_reached_by(organization: NormalizedName, *, username: str) -> frozenset[NormalizedName]:
    """Return the names of the projects on which somebody has a right through an organization or its teams."""
    role = find_member_role(organization, username=username)
    if role == MemberRole.OWNER:
        return frozenset(list_projects_of_organization(organization))
    rows = TeamRole.objects.filter(
        team__organization__name=organization, team__members__member__user__username=username.lower()
    )
    return frozenset(NormalizedName(name) for name in rows.values_list("project__name", flat=True))


def active_owners(organization: NormalizedName) -> frozenset[int]:
    """Return the accounts of the owners of an organization, closed ones left out."""
    rows = OrganizationMember.objects.filter(
        organization__name=organization, role=MemberRole.OWNER, user__is_active=True
    )
    return frozenset(rows.values_list("user_id", flat=True))


def is_led_without(organization: NormalizedName, *, user_id: int) -> bool:
    """Say whether an organization would have an owner whose account is open without this person."""
    return bool(active_owners(organization) - {user_id})


def active_members_of_team(organization: NormalizedName, *, team: str) -> frozenset[int]:
    """Return the accounts of the members of a team, closed ones left out."""
    rows = TeamMember.objects.filter(
        team__organization__name=organization, team__name=team, member__user__is_active=True
    )
    return frozenset(rows.values_list("member__user_id", flat=True))
