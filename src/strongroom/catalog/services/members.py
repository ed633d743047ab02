"""Who has which place in an organization: invite, accept, decline, change, remove, leave."""

from django.db.models import QuerySet

from strongroom.accounts.queries import get_person, get_person_named
from strongroom.catalog.errors import (
    AccountClosed,
    InvitationLapsed,
    InvitationNotFound,
    LastOwner,
    MemberExists,
    MemberNotFound,
)
from strongroom.catalog.models import MemberInvitation, MemberRole, Organization, OrganizationMember
from strongroom.catalog.queries import find_member_role, is_led_without, projects_reached_by, touched_by
from strongroom.catalog.rules.invitations import LASTS, check_in_time
from strongroom.catalog.services.invitation_limits import count_invitation
from strongroom.catalog.services.turns import record
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import (
    OrganizationAction,
    OrganizationChange,
    OrganizationPermit,
)
from strongroom.infra.db import write

MAY_INVITE = {
    MemberRole.OWNER: {MemberRole.OWNER},
    MemberRole.MANAGER: {MemberRole.OWNER},
    MemberRole.MEMBER: {MemberRole.OWNER, MemberRole.MANAGER},
}
"""Who still has to be what when an invitation to a place is accepted."""


def invite_member(permit: OrganizationPermit) -> None:
    """Offer somebody a place; it holds once they accept it themselves. An expired offer is made anew.

    Raises:
        PersonNotFound, AccountClosed: there is nobody to invite.
        MemberExists: the person has a place already, or is invited.
        TooManyAttempts: too many invitations were sent today.
    """
    with write():
        change = permit.require(OrganizationAction.INVITE_MEMBER, touched_by(permit.change))
        role = MemberRole(change.role)
        person = get_person_named(change.username)
        if not person.is_active:
            raise AccountClosed(f"The account {person.username} is closed or frozen, and cannot be invited.")
        if _members(change).filter(user_id=person.user_id).exists():
            raise MemberExists(f"{person.username} is in {change.organization} already.")
        invited = _invitations(change).filter(user_id=person.user_id)
        invited.filter(invited_at__lte=permit.at - LASTS).delete()
        if invited.exists():
            raise MemberExists(f"{person.username} is already invited.")
        count_invitation(permit.by, person.user_id, now=permit.at)
        MemberInvitation.objects.create(
            organization=Organization.objects.get(name=change.organization),
            user_id=person.user_id,
            role=role,
            invited_at=permit.at,
            inviter_id=get_person_named(permit.by.name).user_id,
        )
        record(permit, "organization.member_invited")


def withdraw_member_invitation(permit: OrganizationPermit) -> None:
    """Take an invitation back.

    Raises:
        InvitationNotFound: there is none.
    """
    with write():
        change = permit.require(OrganizationAction.TAKE_INVITATION_BACK, touched_by(permit.change))
        invitation = _invitation(change)
        invitation.delete()
        record(permit, "organization.invitation_withdrawn", role=invitation.role)


def accept_membership(permit: OrganizationPermit) -> None:
    """Take the place one was invited to.

    Raises:
        InvitationNotFound: there is no open invitation.
        InvitationLapsed: it expired, or who gave it could not give it any more.
    """
    with write():
        change = permit.require(OrganizationAction.ACCEPT_MEMBERSHIP, touched_by(permit.change))
        invitation = _invitation(change)
        _check_still_offered(invitation, permit)
        invitation.delete()
        OrganizationMember.objects.create(
            organization_id=invitation.organization_id,
            user_id=invitation.user_id,
            role=invitation.role,
            since=permit.at,
        )
        record(permit, "organization.member_joined", role=invitation.role)


def decline_membership(permit: OrganizationPermit) -> None:
    """Turn down the place one was invited to. Always open.

    Raises:
        InvitationNotFound: there is no open invitation.
    """
    with write():
        change = permit.require(OrganizationAction.DECLINE_MEMBERSHIP, touched_by(permit.change))
        invitation = _invitation(change)
        invitation.delete()
        record(permit, "organization.invitation_declined", role=invitation.role)


def change_member(permit: OrganizationPermit) -> None:
    """Give a member another place.

    Raises:
        MemberNotFound: the person has none.
        LastOwner: it would leave the organization without an owner.
    """
    with write():
        change = permit.require(OrganizationAction.CHANGE_MEMBER, touched_by(permit.change))
        member = _member(change)
        if change.role != MemberRole.OWNER:
            _check_owner_left_without(member)
        member.role, member.since = MemberRole(change.role), permit.at
        member.save(update_fields=["role", "since"])
        record(permit, "organization.member_changed")


def remove_member(permit: OrganizationPermit) -> None:
    """Take somebody's place away, and with it their places in teams.

    Raises:
        MemberNotFound: the person has none.
        LastOwner: it would leave the organization without an owner.
    """
    with write():
        change = permit.require(OrganizationAction.REMOVE_MEMBER, touched_by(permit.change))
        member = _member(change)
        _check_owner_left_without(member)
        member.delete()
        record(permit, "organization.member_removed", role=member.role)


def leave_organization(permit: OrganizationPermit) -> None:
    """Give up one's own place, and with it one's places in teams. Always open.

    Raises:
        MemberNotFound: one has none.
        LastOwner: one is the only owner.
    """
    with write():
        change = permit.require(OrganizationAction.LEAVE, touched_by(permit.change))
        member = _member(change)
        _check_owner_left_without(member)
        lost = projects_reached_by(change.organization, username=change.username)
        member.delete()
        record(permit, "organization.member_left", role=member.role, projects=lost)


def _members(change: OrganizationChange) -> QuerySet[OrganizationMember]:
    return OrganizationMember.objects.filter(organization__name=change.organization)


def _invitations(change: OrganizationChange) -> QuerySet[MemberInvitation]:
    return MemberInvitation.objects.filter(organization__name=change.organization)


def _invitation(change: OrganizationChange) -> MemberInvitation:
    """Return the invitation of whom the change is about."""
    invitation = _invitations(change).filter(user__username=change.username.lower()).first()
    if invitation is None:
        raise InvitationNotFound(
            f"There is no open invitation of {change.username} to {change.organization}.",
            next_step="Ask an owner for a new one.",
        )
    return invitation


def _check_still_offered(invitation: MemberInvitation, permit: OrganizationPermit) -> None:
    check_in_time(invitation.invited_at, now=permit.at)
    inviter = get_person(invitation.inviter_id)
    place = find_member_role(permit.change.organization, username=inviter.username)
    if not inviter.is_active or place not in MAY_INVITE[MemberRole(invitation.role)]:
        raise InvitationLapsed(
            f"{inviter.username}, who invited you, may not invite to this place any more.",
            next_step="Ask an owner to invite you again.",
        )


def _member(change: OrganizationChange) -> OrganizationMember:
    member = _members(change).select_related("organization").filter(user__username=change.username.lower())
    found = member.first()
    if found is None:
        raise MemberNotFound(f"{change.username} has no place in {change.organization}.")
    return found


def _check_owner_left_without(member: OrganizationMember) -> None:
    """An organization always has an owner whose account is open: so each of its projects has one."""
    organization = NormalizedName(member.organization.name)
    if member.role == MemberRole.OWNER and not is_led_without(organization, user_id=member.user_id):
        raise LastOwner(
            f"The last owner of {organization} stays.", next_step="Make another member an owner first."
        )
