"""Close an account: give up every project and every place first, each with its permit, then the account itself.

Whoever took over an account must not get rid of what it protects by closing it. So the question is asked of every
project that the person may change, whichever way the right comes: after a change of hands the answer is no where the
project is critical (`rules.permit`).
"""

from datetime import datetime

from strongroom.accounts.services import RecentProof
from strongroom.accounts.services.people.closing import close
from strongroom.catalog import services as catalog
from strongroom.catalog.queries import (
    OrganizationWithout,
    list_invitations,
    list_offered_places,
    list_people_who_may_publish,
    organizations_without,
    projects_without,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import (
    OrganizationAction,
    OrganizationChange,
    OrganizationPermit,
)
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.services.permits.organizations import permit_in_organization
from strongroom.mandates.services.permits.projects import permit
from strongroom.mandates.services.vouchers.claims import release_vouchers


def close_account(proof: RecentProof, *, now: datetime) -> None:
    """Leave every project and organization, and close the account for good. Projects without an owner are in custody then.

    Raises:
        NotAllowed: or one of its kinds, such as `HandsChanged`: a project cannot be left now.
        LastOwner: the person is the last owner of an organization that has other members.
        AccountNeeded: nobody else is an admin of this index.
        ProofNeeded: the proof is too old or too weak.
    """
    with write():
        check_may_close(proof.by, now=now)
        _decline_all(proof.by, now)
        _leave_all(proof.by, now)
        release_vouchers(proof.by, now=now)
        close(proof, now=now)


def check_may_close(by: Actor, *, now: datetime) -> None:
    """Let the account go, as far as its projects are concerned.

    Raises:
        NotAllowed: or one of its kinds, as `close_account`.
    """
    for project in projects_without(by.account):
        permit(by, Action.LEAVE, project.name, now=now)


def _leave_all(by: Actor, now: datetime) -> None:
    for right in list_people_who_may_publish(user_ids=[by.account]):
        if any(one.through == "direct" for one in right.rights):
            catalog.leave_to_custody(permit(by, Action.LEAVE, right.project, now=now))
    for place in organizations_without(by.account):
        _leave_organization(by, place, now)


def _leave_organization(by: Actor, place: OrganizationWithout, now: datetime) -> None:
    leave = _permit_in(by, OrganizationAction.LEAVE, place.name, now)
    if place.role != catalog.MemberRole.OWNER or place.owners:
        catalog.leave_organization(leave)
    else:
        catalog.leave_organization_to_custody(leave)


def _decline_all(by: Actor, now: datetime) -> None:
    for invitation in list_invitations(user_id=by.account):
        catalog.decline_invitation(permit(by, Action.DECLINE_ROLE, invitation.project, now=now))
    for place in list_offered_places(user_id=by.account):
        catalog.decline_membership(
            _permit_in(by, OrganizationAction.DECLINE_MEMBERSHIP, place.organization, now)
        )


def _permit_in(
    by: Actor, action: OrganizationAction, organization: NormalizedName, now: datetime
) -> OrganizationPermit:
    return permit_in_organization(by, OrganizationChange(action, organization, username=by.name), now=now)
