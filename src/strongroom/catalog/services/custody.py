"""Leave a project without an owner to the custody of the index, and give it to a new one (`queries.custody`).

Only who closes their account leaves the last project behind; everybody else hands over or archives first.
"""

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import (
    LastOwner,
    NotInCustody,
    RecipientUnprotected,
    RightNotDirect,
)
from strongroom.catalog.models import OrganizationMember, Project, Role, RoleName
from strongroom.catalog.queries import projects_reached_by, touched_by
from strongroom.catalog.queries.custody import is_in_custody
from strongroom.catalog.services.care import checked_reason
from strongroom.catalog.services.telling import tell_of_people
from strongroom.catalog.services.turns import record as record_turn
from strongroom.foundation.operators import require_operator
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationPermit
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def leave_to_custody(permit: Permit) -> None:
    """Give up one's own role, the last owner's too: the project is in custody then. For who closes their account.

    Raises:
        RightNotDirect: one has no role of one's own.
    """
    permit.require(Action.LEAVE, permit.project)
    with write():
        role = Role.objects.filter(project__name=permit.project, user_id=permit.by.account).first()
        if role is None:
            raise RightNotDirect(f"You have no role of your own on {permit.project}.")
        role.delete()
        is_last = role.name == RoleName.OWNER and is_in_custody(permit.project)
        kind = "project.left_to_custody" if is_last else "role.left"
        _record(permit, kind, permit.by.name, role=role.name)


def leave_organization_to_custody(permit: OrganizationPermit) -> None:
    """Give up one's own place in an organization where nobody else is: its projects are in custody then.

    Raises:
        LastOwner: there are other members, of whom one can be made an owner.
    """
    with write():
        change = permit.require(OrganizationAction.LEAVE, touched_by(permit.change))
        members = OrganizationMember.objects.filter(organization__name=change.organization)
        own = members.filter(user__username=change.username)
        if members.exclude(pk__in=own).filter(user__is_active=True).exists():
            raise LastOwner(
                f"You are the last owner of {change.organization}, and it has other members.",
                next_step="Make one of them an owner first.",
            )
        lost = projects_reached_by(change.organization, username=change.username)
        own.delete()
        record_turn(permit, "organization.left_to_custody", role=RoleName.OWNER, projects=lost)


def give_from_custody(permit: Permit, *, taking: Permit, reason: str) -> None:
    """Make somebody the owner of a project that has none, as an operator. Designation and obligations stay.

    Args:
        taking: The new owner's permit to accept a role: what is asked of those who hold it was asked of them.

    Raises:
        OperatorsOnly: nobody else does this.
        NotInCustody: the project has an owner, or there is none of that name.
        RecipientUnprotected: they hold no second factor.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    taking.require(Action.ACCEPT_ROLE, permit.project)
    require_operator(permit.by, "Only operators give a project in custody to somebody.")
    reason = checked_reason(permit, reason)
    with write():
        if not is_in_custody(permit.project):
            raise NotInCustody(
                f"{permit.project} is not in custody.",
                why="Operators give away only what nobody owns.",
                next_step="Its owners invite people and hand it over themselves.",
            )
        person = get_person_named(taking.by.name)
        if not person.is_protected:
            raise RecipientUnprotected(
                f"{person.username} holds no second factor.",
                why="A project is given only to somebody who does.",
                next_step="Ask them to enrol one, or choose somebody else.",
            )
        Role.objects.update_or_create(
            project=Project.objects.get(name=permit.project),
            user_id=person.user_id,
            defaults={"name": RoleName.OWNER, "since": permit.at},
        )
        _record(permit, "project.given", person.username, role=RoleName.OWNER, reason=reason)


def _record(permit: Permit, kind: str, username: str, *, role: str, reason: str = "") -> None:
    fact = Fact(kind, project=permit.project, subject=username, reason=reason, data={"role": role})
    append(fact, by=permit.by, at=permit.at)
    tell_of_people(permit, kind, username=username, role=role, reason=reason)
