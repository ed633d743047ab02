"""Invite, accept, decline, hand over, leave, remove: who has which right on a project."""

from django.db.models import QuerySet

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import (
    AccountClosed,
    InvitationNotFound,
    LastOwner,
    RecipientUnprotected,
    RoleExists,
)
from strongroom.catalog.models import Invitation, Project, Role, RoleName
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def invite(permit: Permit, *, username: str, role: RoleName) -> None:
    """Offer somebody a role; it holds once they accept it themselves.

    Raises:
        PersonNotFound: there is no account of that name.
        AccountClosed: it is closed or frozen.
        RoleExists: the person has a role already, or is invited.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    with write():
        person = get_person_named(username)
        if not person.is_active:
            raise AccountClosed(f"The account {person.username} is closed or frozen, and cannot be invited.")
        project = Project.objects.get(name=permit.project)
        if _roles(permit).filter(user_id=person.user_id).exists():
            raise RoleExists(f"{person.username} already has a role on {permit.project}.")
        invitation, created = Invitation.objects.get_or_create(
            project=project,
            user_id=person.user_id,
            defaults={"role": role, "invited_at": permit.at, "invited_by": str(permit.by)},
        )
        if not created:
            raise RoleExists(f"{person.username} is already invited as {invitation.role}.")
        _record(permit, "role.invited", person.username, role=role)


def accept_invitation(permit: Permit) -> None:
    """Take on the role one was invited to.

    Raises:
        InvitationNotFound: there is no open invitation.
    """
    permit.require(Action.ACCEPT_ROLE, permit.project)
    with write():
        invitation = _own_invitation(permit)
        Role.objects.create(
            project_id=invitation.project_id,
            user_id=invitation.user_id,
            name=invitation.role,
            since=permit.at,
        )
        invitation.delete()
        _record(permit, "role.accepted", permit.by.name, role=invitation.role)


def decline_invitation(permit: Permit) -> None:
    """Turn down the role one was invited to. Always open, also without a second factor.

    Raises:
        InvitationNotFound: there is no open invitation.
    """
    permit.require(Action.DECLINE_ROLE, permit.project)
    with write():
        invitation = _own_invitation(permit)
        invitation.delete()
        _record(permit, "role.declined", permit.by.name, role=invitation.role)


def remove_person(permit: Permit, *, username: str, reason: str) -> None:
    """Take somebody's role away, or withdraw an invitation.

    Raises:
        PersonNotFound: the person has neither.
        LastOwner: it would leave the project without an owner.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    person = get_person_named(username)
    with write():
        withdrawn, _ = Invitation.objects.filter(
            project__name=permit.project, user_id=person.user_id
        ).delete()
        if not withdrawn:
            _remove_role(permit, person.username)
        _record(permit, "role.removed", person.username, reason)


def leave(permit: Permit) -> None:
    """Give up one's own role. Always open, also without a second factor.

    Raises:
        LastOwner: one is the only owner; hand over or archive first.
    """
    permit.require(Action.LEAVE, permit.project)
    with write():
        _remove_role(permit, permit.by.name)
        _record(permit, "role.left", permit.by.name)


def hand_over(permit: Permit, *, taking: Permit) -> None:
    """Make a collaborator who holds a second factor an owner, and leave. Always open.

    Only a collaborator can receive it: with a stolen password alone, a project cannot be handed to a stranger.

    Args:
        taking: The collaborator's permit to accept a role: what is asked of those who hold it was asked of them.

    Raises:
        RecipientUnprotected: the person is no collaborator, or has no second factor.
    """
    permit.require(Action.HAND_OVER, permit.project)
    taking.require(Action.ACCEPT_ROLE, permit.project)
    with write():
        recipient = get_person_named(taking.by.name)
        promoted = recipient.is_protected and _roles(permit).filter(user_id=recipient.user_id).update(
            name=RoleName.OWNER
        )
        if not promoted or recipient.username == permit.by.name:
            raise RecipientUnprotected(
                f"{permit.project} cannot be handed over to {recipient.username}.",
                why="It is handed over only to another collaborator who holds a second factor.",
                next_step="Choose a collaborator who is shown as protected.",
            )
        _roles(permit).filter(user__username=permit.by.name).delete()
        _record(permit, "project.handed_over", recipient.username)


def _roles(permit: Permit) -> QuerySet[Role]:
    return Role.objects.filter(project__name=permit.project)


def _own_invitation(permit: Permit) -> Invitation:
    invitation = Invitation.objects.filter(
        project__name=permit.project, user__username=permit.by.name
    ).first()
    if invitation is None:
        raise InvitationNotFound(
            f"There is no open invitation to {permit.project} for you.",
            next_step="Ask an owner to invite you again.",
        )
    return invitation


def _remove_role(permit: Permit, username: str) -> None:
    role = _roles(permit).filter(user__username=username).first()
    if role is None:
        raise InvitationNotFound(f"This person has no role on {permit.project}.")
    if role.name == RoleName.OWNER and _roles(permit).filter(name=RoleName.OWNER).count() == 1:
        raise LastOwner(
            f"The last owner of {permit.project} cannot be removed.",
            next_step="Hand it over to a collaborator, or archive it.",
        )
    role.delete()


def _record(permit: Permit, kind: str, username: str, reason: str = "", **data: str) -> None:
    append(
        Fact(kind, project=permit.project, subject=username, reason=reason, data=data),
        by=permit.by,
        at=permit.at,
    )
