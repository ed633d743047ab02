"""What would become of projects and organizations without somebody."""

from dataclasses import dataclass

from strongroom.catalog.models import MemberRole, OrganizationMember, RoleName
from strongroom.catalog.queries.people import Collaborator, list_people_who_may_publish
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class ProjectWithout:
    """A project that somebody may publish, and who else may, by user name."""

    name: NormalizedName
    role: str
    owners: tuple[str, ...]
    maintainers: tuple[str, ...]

    @property
    def goes_to_custody(self) -> bool:
        """Nobody would own it."""
        return not self.owners


@dataclass(frozen=True, slots=True)
class OrganizationWithout:
    """An organization where somebody has a place, and the others whose accounts are open, by user name."""

    name: NormalizedName
    role: str
    owners: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def needs_an_owner(self) -> bool:
        """Others are left, and none of them owns it."""
        return bool(self.members) and not self.owners


def projects_without(user_id: int) -> list[ProjectWithout]:
    """Return the projects that a person may publish, as they would be without them, by name."""
    own = {right.project: right.role for right in list_people_who_may_publish(user_ids=[user_id])}
    others: dict[NormalizedName, list[Collaborator]] = {name: [] for name in own}
    for right in list_people_who_may_publish(names=own) if own else []:
        if right.user_id != user_id:
            others[right.project].append(right)
    return [
        ProjectWithout(
            name, role, _named(others[name], RoleName.OWNER), _named(others[name], RoleName.MAINTAINER)
        )
        for name, role in sorted(own.items())
    ]


def organizations_without(user_id: int) -> list[OrganizationWithout]:
    """Return the organizations where a person has a place, as they would be without them, by name."""
    places = OrganizationMember.objects.filter(user_id=user_id).order_by("organization__name")
    return [_without(place) for place in places.select_related("organization")]


def _without(place: OrganizationMember) -> OrganizationWithout:
    others = OrganizationMember.objects.filter(organization_id=place.organization_id, user__is_active=True)
    named = (
        others.exclude(user_id=place.user_id).order_by("user__username").values_list("user__username", "role")
    )
    return OrganizationWithout(
        NormalizedName(place.organization.name),
        place.role,
        owners=tuple(username for username, role in named if role == MemberRole.OWNER),
        members=tuple(username for username, _ in named),
    )


def _named(people: list[Collaborator], role: str) -> tuple[str, ...]:
    return tuple(person.username for person in people if person.role == role)
