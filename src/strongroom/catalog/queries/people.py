"""Who has which right on a project, and who is invited: one answer for everybody who asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest

from strongroom.catalog.errors import InvitationNotFound
from strongroom.catalog.models import Invitation, MemberRole, OrganizationMember, Role, RoleName, TeamRole
from strongroom.catalog.rules.invitations import Offer
from strongroom.catalog.rules.rights import Right, Through, strongest_first
from strongroom.foundation.names import NormalizedName
from strongroom.infra.statements import prepared

_COLUMNS = ("project_name", "username", "person_id", "right", "held_since", "through", "through_name")
"""Of a right, whichever way it comes; where a model has a field of that meaning, its name is another."""


@dataclass(frozen=True, slots=True)
class Collaborator:
    """One person who may publish one project.

    Args:
        rights: Every right the person has there, the one that counts first.
    """

    user_id: int
    username: str
    project: NormalizedName
    rights: tuple[Right, ...]

    @property
    def role(self) -> str:
        """The strongest role: `owner` or `maintainer`."""
        return self.rights[0].role

    @property
    def since(self) -> datetime:
        """Since when the person has the strongest right."""
        return self.rights[0].since

    @property
    def through(self) -> str:
        """How it comes to them: `direct`, `team NAME` or `organization NAME`."""
        return self.rights[0].way


@dataclass(frozen=True, slots=True)
class OpenInvitation(Offer):
    """A role on a project, offered."""

    project: NormalizedName


def list_people_who_may_publish(
    *, names: Collection[str] | None = None, user_ids: Collection[int] | None = None
) -> list[Collaborator]:
    """Return everybody who has a right on projects, of these projects or of these people, by project and user name.

    The one answer to "who may publish" and to "whom does a mandate bind": direct roles, roles of teams, and
    the owners of the project's organization. A person is listed once for each project; closed accounts are not.
    """
    rights: dict[tuple[str, str, int], list[Right]] = defaultdict(list)
    for project, username, user_id, role, since, through, name in _rights(names, user_ids):
        rights[project, username, user_id].append(Right(role, since, Through(through), name))
    return [
        Collaborator(user_id, username, NormalizedName(project), strongest_first(several))
        for (project, username, user_id), several in sorted(rights.items())
    ]


def list_companions(user_id: int) -> list[Collaborator]:
    """Return the others who may publish a project that this person may publish, by project and user name."""
    names = {right.project for right in list_people_who_may_publish(user_ids=[user_id])}
    sharing = list_people_who_may_publish(names=names) if names else []
    return [right for right in sharing if right.user_id != user_id]


def companions_of(user_id: int) -> frozenset[int]:
    """Return the accounts of `list_companions`."""
    return frozenset(right.user_id for right in list_companions(user_id))


def people_by_project(names: Collection[str] | None) -> dict[NormalizedName, set[int]]:
    """Return who has a right on each of these projects, or of all, by user id; a project without people is left out.

    The same answer as `list_people_who_may_publish`, for who counts thousands and needs no names.
    """
    people: dict[NormalizedName, set[int]] = {}
    for project, _, user_id, *_ in _rights(names, None):
        people.setdefault(NormalizedName(project), set()).add(user_id)
    return people


def list_publishers(
    *, among: Collection[int] | None = None, after: int = 0, count: int | None = None
) -> list[int]:
    """Return the ids of the people who may publish anything, in their order: all, or those among these, or so many after one.

    The same answer as `list_people_who_may_publish`, for who goes through all of them a portion at a time.
    """
    wanted = {"person_id__gt": after} if among is None else {"person_id__in": among}
    found: set[int] = set()
    for rows, person in ((_roles(), "user"), (_team_roles(), _TEAM_MEMBER), (_owners(), "user")):
        people = rows.annotate(person_id=F(f"{person}__id")).filter(**wanted).order_by("person_id")
        found.update(people.values_list("person_id", flat=True).distinct()[:count])
    return sorted(found)[:count]


def find_role(user_id: int, name: NormalizedName) -> str | None:
    """Return `owner`, `maintainer` or None: the strongest right of somebody whose account is open."""
    for right in list_people_who_may_publish(names=[name], user_ids=[user_id]):
        return right.role
    return None


def is_owned_without(name: NormalizedName, *, user_id: int) -> bool:
    """Say whether a project would have an owner whose account is open if this person had no role of their own."""
    return are_owners_without(list_people_who_may_publish(names=[name]), user_id=user_id)


def are_owners_without(people: Iterable[Collaborator], *, user_id: int) -> bool:
    """Say the same of a project of which these are the people."""
    return any(
        right.role == RoleName.OWNER and (person.user_id != user_id or right.through is not Through.DIRECT)
        for person in people
        for right in person.rights
    )


def list_invitations(
    *, name: NormalizedName | None = None, user_id: int | None = None
) -> list[OpenInvitation]:
    """Return the invitations to a project, or of a person, that were not answered; expired ones, too."""
    rows = Invitation.objects.select_related("project", "user")
    if name is not None:
        rows = rows.filter(project__name=name)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return [
        OpenInvitation(
            row.user_id,
            row.user.username,
            row.role,
            row.invited_at,
            row.invited_by,
            NormalizedName(row.project.name),
        )
        for row in rows.order_by("project__name", "user__username")
    ]


def get_invitation(name: NormalizedName, *, user_id: int) -> OpenInvitation:
    """Return the invitation of a person to a project.

    Raises:
        InvitationNotFound: if there is none.
    """
    for invitation in list_invitations(name=name, user_id=user_id):
        return invitation
    raise InvitationNotFound(
        f"There is no open invitation to {name} for you.", next_step="Ask an owner to invite you again."
    )


@prepared
def _rights(names: Collection[str] | None, user_ids: Collection[int] | None) -> QuerySet[Any, Any]:
    """Return rows of `_COLUMNS`, one for each right of these people on these projects, whichever way it comes."""
    wanted = {"project_name__in": names, "person_id__in": user_ids}
    given = {field: values for field, values in wanted.items() if values is not None}
    direct, *others = (rows.filter(**given) for rows in (_direct(), _by_team(), _by_organization()))
    return direct.union(*others, all=True)


_TEAM_MEMBER = "team__members__member__user"


def _roles() -> QuerySet[Role]:
    return Role.objects.filter(user__is_active=True)


def _team_roles() -> QuerySet[TeamRole]:
    is_open = {f"{_TEAM_MEMBER}__is_active": True}
    return TeamRole.objects.filter(**is_open, project__organization=F("team__organization"))


def _owners() -> QuerySet[OrganizationMember]:
    return OrganizationMember.objects.filter(
        role=MemberRole.OWNER, user__is_active=True, organization__projects__isnull=False
    )


def _direct() -> QuerySet[Any, Any]:
    rows = _roles().annotate(
        project_name=F("project__name"),
        username=F("user__username"),
        person_id=F("user__id"),
        right=F("name"),
        held_since=F("since"),
        through=Value(Through.DIRECT),
        through_name=Value(""),
    )
    return rows.values_list(*_COLUMNS)


def _by_team() -> QuerySet[Any, Any]:
    rows = _team_roles().annotate(
        project_name=F("project__name"),
        username=F(f"{_TEAM_MEMBER}__username"),
        person_id=F(f"{_TEAM_MEMBER}__id"),
        right=F("name"),
        held_since=Greatest("since", "team__members__since"),
        through=Value(Through.TEAM),
        through_name=F("team__name"),
    )
    return rows.values_list(*_COLUMNS)


def _by_organization() -> QuerySet[Any, Any]:
    rows = _owners().annotate(
        project_name=F("organization__projects__name"),
        username=F("user__username"),
        person_id=F("user__id"),
        right=Value(RoleName.OWNER),
        held_since=F("since"),
        through=Value(Through.ORGANIZATION),
        through_name=F("organization__name"),
    )
    return rows.values_list(*_COLUMNS)
