"""The one question, for changes of organizations: who is in one, its teams, its projects.

Nearly every such change is a change of who may change a project. So each project that it
touches is asked: whether the person may manage its people, and whether everybody who would
gain a right there may take it on. Both are the question of `projects.permit`.

Ask it in the transaction that makes the change: the catalog refuses a permit that was given
while things stood otherwise.
"""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person, get_person, list_people
from strongroom.catalog.errors import RecipientUnprotected
from strongroom.catalog.queries import (
    find_member_role,
    find_organization_of,
    list_offered_places,
    projects_of_team,
    projects_reached_by,
    touched_by,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import (
    OrganizationAction,
    OrganizationChange,
    OrganizationPermit,
)
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.rules.organizations import OrganizationQuestion, check
from strongroom.mandates.rules.permit import Asker
from strongroom.mandates.services.permits.projects import permit


def permit_in_organization(by: Actor, change: OrganizationChange, *, now: datetime) -> OrganizationPermit:
    """Return the permit to make a change of an organization, with the warnings that go with it.

    Raises:
        NotAllowed: or one of its kinds, as `permit` does for each project that is touched.
        RecipientUnprotected: somebody else would gain a right on a project, and may not take it on.
        PersonNotFound: the change is about an account that is not there.
    """
    _check_itself(by, change, _place_concerned(change))
    _check_leaving(by, change, now)
    _check_hands_of_leaver(by, change, now)
    touched = touched_by(change)
    warnings: list[str] = []
    for project in sorted(touched.projects):
        if change.action is not OrganizationAction.ACCEPT_MEMBERSHIP:
            warnings += permit(by, Action.MANAGE_PEOPLE, project, now=now).warnings
        for person in list_people(touched.gaining):
            warnings += _check_may_gain(person, project, by=by, now=now)
    return OrganizationPermit(by, change, now, touched, tuple(dict.fromkeys(warnings)))


def check_place(by: Actor, action: OrganizationAction, organization: NormalizedName) -> None:
    """Let pass whoever may do this in the organization at all, before it is said to whom and with what.

    Raises:
        NotAllowed: or one of its kinds.
    """
    _check_itself(by, OrganizationChange(action, organization, username=by.name))


def _check_itself(by: Actor, change: OrganizationChange, place_concerned: str | None = None) -> None:
    """Ask the organization alone, not the projects that the change touches."""
    asker, read_only = _asker(by, change.organization), settings.STRONGROOM_READ_ONLY
    check(OrganizationQuestion(by, change, asker, place_concerned, read_only))


def _asker(by: Actor, organization: NormalizedName) -> Asker:
    if by.user_id is None:
        return Asker(username=by.name, role=None)
    person = get_person(by.user_id)
    return Asker(
        username=person.username,
        role=find_member_role(organization, username=person.username),
        is_active=person.is_active,
        address_verified=bool(person.address),
    )


def _place_concerned(change: OrganizationChange) -> str | None:
    if change.action is OrganizationAction.TAKE_INVITATION_BACK:
        offered = list_offered_places(organization=change.organization)
        return next((one.role for one in offered if one.username == change.username.lower()), None)
    return find_member_role(change.organization, username=change.username) if change.username else None


def _check_leaving(by: Actor, change: OrganizationChange, now: datetime) -> None:
    """Ask the organization that a project would leave, too, when another takes it in."""
    if change.action is not OrganizationAction.MOVE_PROJECT_IN:
        return
    left = find_organization_of(change.project)
    if left is not None:
        out = replace(change, action=OrganizationAction.MOVE_PROJECT_OUT, organization=left)
        permit_in_organization(by, out, now=now)


def _check_hands_of_leaver(by: Actor, change: OrganizationChange, now: datetime) -> None:
    """Ask the projects that somebody would leave by leaving an organization or a team, if the account waits.

    A mandate leaves that open to everybody, so nobody else is asked.
    """
    if change.action not in {OrganizationAction.LEAVE, OrganizationAction.LEAVE_TEAM} or by.user_id is None:
        return
    until = get_person(by.user_id).hands_until
    if until is None or until <= now:
        return
    left = (
        projects_of_team(change.organization, team=change.team)
        if change.action is OrganizationAction.LEAVE_TEAM
        else projects_reached_by(change.organization, username=change.username)
    )
    for project in sorted(left):
        permit(by, Action.LEAVE, project, now=now)


def _check_may_gain(person: Person, project: NormalizedName, *, by: Actor, now: datetime) -> tuple[str, ...]:
    """Ask whether somebody may take on a right on a project, as if they accepted an invitation to it."""
    taker = Actor.person(user_id=person.user_id, name=person.username)
    try:
        return permit(taker, Action.ACCEPT_ROLE, project, now=now).warnings
    except NotAllowed as refusal:
        if person.user_id == by.user_id:
            raise
        raise RecipientUnprotected(
            f"{person.username} would gain a right on {project}, and may not take it on now.",
            why=f"{refusal.what} {refusal.why}".strip(),
            next_step=f"Ask {person.username} to see to it, then try again.",
        ) from refusal
