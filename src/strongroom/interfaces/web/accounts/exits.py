"""Giving up a right that comes through an organization: by which changes of it, and what stands against them now."""

from collections.abc import Iterable
from datetime import datetime

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import Collaborator, is_led_without
from strongroom.foundation.days import instant_words
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationChange
from strongroom.interfaces.web.signed_in import actor
from strongroom.mandates.errors import HandsChanged, NotAllowed
from strongroom.mandates.services import permit_in_organization


def exits_of(own: Collaborator, organization: NormalizedName | None) -> tuple[OrganizationChange, ...]:
    """Return what somebody would do in an organization to have no right through it any more; empty if they have none.

    Leaving an organization is leaving its teams, too.
    """
    teams = [right.name for right in own.rights if right.through == "team"]
    if organization is None or all(right.through == "direct" for right in own.rights):
        return ()
    if any(right.through == "organization" for right in own.rights):
        return (OrganizationChange(OrganizationAction.LEAVE, organization, username=own.username),)
    return tuple(
        OrganizationChange(OrganizationAction.LEAVE_TEAM, organization, username=own.username, team=team)
        for team in teams
    )


def closed_exits(
    person: Person, exits: Iterable[OrganizationChange], *, now: datetime
) -> dict[OrganizationChange, str]:
    """Return those of these changes that the person cannot make now, with what stands against it in a few words."""
    closed = {change: _objection(person, change, now) for change in set(exits)}
    return {change: words for change, words in closed.items() if words}


def refused_words(refusal: NotAllowed) -> str:
    """Return what a refusal says of the present, for a line of a table."""
    return f"not before {instant_words(refusal.until)}" if isinstance(refusal, HandsChanged) else refusal.what


def _objection(person: Person, change: OrganizationChange, now: datetime) -> str:
    try:
        permit_in_organization(actor(person), change, now=now)
    except NotAllowed as refusal:
        return refused_words(refusal)
    # Only owners have a right through the organization itself.
    leaves = change.action is OrganizationAction.LEAVE
    if leaves and not is_led_without(change.organization, user_id=person.user_id):
        return "not as its last owner"
    return ""
