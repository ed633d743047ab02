"""Invite, accept, decline, change a role, hand over, leave, remove: who has which right of their own on a project.

What comes to somebody through a team or an organization is changed there (`teams`, `members`).
"""

from django.db.models import QuerySet

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import (
    AccountClosed,
    InvitationLapsed,
    InvitationNotFound,
    LastOwner,
    RecipientUnprotected,
    RightNotDirect,
    RoleExists,
)
from strongroom.catalog.models import Invitation, Project, Role, RoleName
from strongroom.catalog.queries import find_role, is_owned_without, list_people_who_may_publish
from strongroom.catalog.rules.invitations import LASTS, check_in_time
from strongroom.catalog.services.invitation_limits import count_invitation
from strongroom.catalog.services.telling import tell_of_people
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import fitting_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def invite(permit: Permit, *, username: str, role: RoleName) -> None:
    """Offer somebody a role; it holds once they accept it themselves. An expired offer is made anew.

    Raises:
        PersonNotFound: there is no account of that name.
        AccountClosed: it is closed or frozen.
        RoleExists: the person has a role already, or is invited.
        TooManyAttempts: too many invitations were sent today.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    with write():
        person = get_person_named(username)
        if not person.is_active:
            raise AccountClosed(f"The account {person.username} is closed or frozen, and cannot be invited.")
        if _roles(permit).filter(user_id=person.user_id).exists():
            raise RoleExists(f"{person.username} already has a role on {permit.project}.")
        invited = Invitation.objects.filter(project__name=permit.project, user_id=person.user_id)
        invited.filter(invited_at__lte=permit.at - LASTS).delete()
        for invitation in invited:
            raise RoleExists(f"{person.username} is already invited as {invitation.role}.")
        count_invitation(permit.by, person.user_id, now=permit.at)
        Invitation.objects.create(
            project=Project.objects.get(name=permit.project),
            user_id=person.user_id,
            role=role,
            invited_at=permit.at,
            invited_by=str(permit.by),
            inviter_id=permit.by.user_id if permit.by.kind is ActorKind.PERSON else None,
        )
        _record(permit, "role.invited", person.username, role=role)


def withdraw_invitation(permit: Permit, *, username: str) -> None:
    """Take back an invitation that was not accepted.

    Raises:
        InvitationNotFound: there is none.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    with write():
        invitation = _invitation(permit, username)
        invitation.delete()
        _record(permit, "invitation.withdrawn", username.lower(), role=invitation.role)


def accept_invitation(permit: Permit) -> None:
    """Take on the role one was invited to.

    Raises:
        InvitationNotFound: there is no open invitation.
        InvitationLapsed: it expired, or who gave it could not give it any more.
        RoleExists: one has a role of one's own already.
    """
    permit.require(Action.ACCEPT_ROLE, permit.project)
    with write():
        invitation = _invitation(permit, permit.by.name)
        _check_still_offered(permit, invitation)
        if _roles(permit).filter(user_id=invitation.user_id).exists():
            raise RoleExists(f"You already have a role on {permit.project}.")
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
        invitation = _invitation(permit, permit.by.name)
        invitation.delete()
        _record(permit, "role.declined", permit.by.name, role=invitation.role)


def make_owner(permit: Permit, *, taking: Permit) -> None:
    """Make a maintainer an owner.

    Args:
        taking: The maintainer's permit to accept a role: what is asked of an owner was asked of them.

    Raises:
        InvitationNotFound, RightNotDirect: the person has no role of their own.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    taking.require(Action.ACCEPT_ROLE, permit.project)
    with write():
        _set_role(permit, _role(permit, taking.by.name), RoleName.OWNER)


def make_maintainer(permit: Permit, *, username: str) -> None:
    """Make an owner a maintainer.

    Raises:
        InvitationNotFound, RightNotDirect: the person has no role of their own.
        LastOwner: it would leave the project without an owner.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    with write():
        role = _role(permit, username)
        _check_owned_without(permit, role)
        _set_role(permit, role, RoleName.MAINTAINER)


def remove_person(permit: Permit, *, username: str, reason: str) -> None:
    """Take somebody's role away.

    Raises:
        InvitationNotFound, RightNotDirect: the person has no role of their own.
        LastOwner: it would leave the project without an owner.
        ReasonUnfit: the reason does not fit.
    """
    permit.require(Action.MANAGE_PEOPLE, permit.project)
    reason = fitting_reason(reason)
    with write():
        role = _remove_role(permit, username)
        _record(permit, "role.removed", username.lower(), reason, role=role)


def check_may_leave(permit: Permit) -> None:
    """Let pass whoever has a role that can be given up now.

    Raises:
        RightNotDirect, LastOwner: as `leave`.
    """
    permit.require(Action.LEAVE, permit.project)
    _role_to_give_up(permit, permit.by.name)


def leave(permit: Permit) -> None:
    """Give up one's own role. Always open, also without a second factor.

    Raises:
        RightNotDirect: one's right comes through a team or an organization.
        LastOwner: one is the only owner; hand over or archive first.
    """
    permit.require(Action.LEAVE, permit.project)
    with write():
        role = _remove_role(permit, permit.by.name)
        _record(permit, "role.left", permit.by.name, role=role)


def check_may_hand_over(permit: Permit) -> None:
    """Let pass whoever has a role that can be handed over.

    Raises:
        RightNotDirect: as `hand_over`.
    """
    permit.require(Action.HAND_OVER, permit.project)
    _role(permit, permit.by.name)


def hand_over(permit: Permit, *, taking: Permit) -> None:
    """Make a collaborator who holds a second factor an owner, and leave. Always open.

    Only a collaborator can receive it: with a stolen password alone, a project cannot be handed to a stranger.

    Args:
        taking: The collaborator's permit to accept a role: what is asked of those who hold it was asked of them.

    Raises:
        RightNotDirect: one owns the project through a team or an organization.
        RecipientUnprotected: the person is no collaborator, or has no second factor.
    """
    permit.require(Action.HAND_OVER, permit.project)
    taking.require(Action.ACCEPT_ROLE, permit.project)
    with write():
        own = _role(permit, permit.by.name)
        recipient = get_person_named(taking.by.name)
        is_other = recipient.username != permit.by.name
        if not (is_other and recipient.is_protected and find_role(recipient.user_id, permit.project)):
            raise RecipientUnprotected(
                f"{permit.project} cannot be handed over to {recipient.username}.",
                why="It is handed over only to another collaborator who holds a second factor.",
                next_step="Choose a collaborator who is shown as protected.",
            )
        Role.objects.update_or_create(
            project_id=own.project_id,
            user_id=recipient.user_id,
            defaults={"name": RoleName.OWNER, "since": permit.at},
        )
        own.delete()
        _record(permit, "project.handed_over", recipient.username, role=RoleName.OWNER)


def _roles(permit: Permit) -> QuerySet[Role]:
    return Role.objects.filter(project__name=permit.project)


def _role(permit: Permit, username: str) -> Role:
    """Return the role that somebody has themselves."""
    role = _roles(permit).filter(user__username=username.lower()).first()
    if role is not None:
        return role
    for person in list_people_who_may_publish(names=[permit.project]):
        if person.username == username.lower():
            raise RightNotDirect(
                f"The right of {person.username} on {permit.project} comes through the {person.through}.",
                why="Such a right is changed where it comes from.",
                next_step="Change or leave the team, or the organization.",
            )
    raise InvitationNotFound(f"{username} has no role on {permit.project}.")


def _invitation(permit: Permit, username: str) -> Invitation:
    invitation = Invitation.objects.filter(
        project__name=permit.project, user__username=username.lower()
    ).first()
    if invitation is None:
        whose = "you" if permit.by.name == username else username
        raise InvitationNotFound(
            f"There is no open invitation to {permit.project} for {whose}.",
            next_step="Ask an owner for a new one.",
        )
    return invitation


def _check_still_offered(permit: Permit, invitation: Invitation) -> None:
    """Nobody takes on what was offered for another time, or by somebody who could not offer it now."""
    check_in_time(invitation.invited_at, now=permit.at)
    inviter = invitation.inviter
    if inviter is not None and find_role(inviter.pk, permit.project) != RoleName.OWNER:
        raise InvitationLapsed(
            f"{inviter.username}, who invited you, no longer owns {permit.project}.",
            next_step="Ask an owner to invite you again.",
        )


def _set_role(permit: Permit, role: Role, name: RoleName) -> None:
    if role.name == name:
        raise RoleExists(f"{role.user.username} is {name} of {permit.project} already.")
    role.name, role.since = name, permit.at
    role.save(update_fields=["name", "since"])
    _record(permit, "role.changed", role.user.username, role=name)


def _remove_role(permit: Permit, username: str) -> str:
    role = _role_to_give_up(permit, username)
    role.delete()
    return role.name


def _role_to_give_up(permit: Permit, username: str) -> Role:
    role = _role(permit, username)
    _check_owned_without(permit, role)
    return role


def _check_owned_without(permit: Permit, role: Role) -> None:
    if role.name == RoleName.OWNER and not is_owned_without(permit.project, user_id=role.user_id):
        raise LastOwner(
            f"The last owner of {permit.project} cannot be removed.",
            next_step="Hand it over to a collaborator, or archive it.",
        )


def _record(permit: Permit, kind: str, username: str, reason: str = "", *, role: str) -> None:
    """Append the fact; write to the person, and to all others who may publish."""
    fact = Fact(kind, project=permit.project, subject=username, reason=reason, data={"role": role})
    append(fact, by=permit.by, at=permit.at)
    tell_of_people(permit, kind, username=username, role=role, reason=reason)
