"""Organizations, members and teams that a test finds in place, and the changes that people make to them."""

from datetime import datetime

from strongroom.accounts.queries import Person
from strongroom.catalog import services as catalog
from strongroom.catalog.models import Organization, OrganizationMember, Project, Team, TeamMember, TeamRole
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.organization_permits import (
    OrganizationAction,
    OrganizationChange,
    OrganizationPermit,
)
from strongroom.mandates.services import permit_in_organization
from tests.support.given import NOON, acting


def asked(
    by: Person,
    action: OrganizationAction,
    organization: str = "harbor",
    *,
    at: datetime = NOON,
    project: str = "",
    **about: str,
) -> OrganizationPermit:
    """Ask the question of an organization."""
    change = OrganizationChange(
        action, NormalizedName(organization), project=NormalizedName(project), **about
    )
    return permit_in_organization(acting(by), change, now=at)


def organization(owner: Person, name: str = "harbor") -> NormalizedName:
    """Begin an organization as its owner does."""
    catalog.create_organization(asked(owner, OrganizationAction.CREATE, name), display_name=name.capitalize())
    return normalize(name)


def member(somebody: Person, role: str = "member", *, of: str = "harbor") -> None:
    """Give somebody a place, without an invitation."""
    OrganizationMember.objects.create(
        organization=Organization.objects.get(name=of), user_id=somebody.user_id, role=role, since=NOON
    )


def team(*people: Person, name: str = "core", of: str = "harbor", **roles: str) -> str:
    """Make a team of these people, who become members; `roles` says what it is on which projects."""
    made = Team.objects.create(
        organization=Organization.objects.get(name=of), name=name, display_name=name, created_at=NOON
    )
    for somebody in people:
        place, _ = OrganizationMember.objects.get_or_create(
            organization=made.organization,
            user_id=somebody.user_id,
            defaults={"role": "member", "since": NOON},
        )
        TeamMember.objects.create(team=made, member=place, since=NOON)
    for project, role in roles.items():
        TeamRole.objects.create(team=made, project=Project.objects.get(name=project), name=role, since=NOON)
    return name


def moved_in(project: NormalizedName, *, to: str = "harbor") -> None:
    """Put a project into an organization, without asking."""
    Project.objects.filter(name=project).update(organization=Organization.objects.get(name=to))
