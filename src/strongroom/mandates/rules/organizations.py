"""Who may change what in an organization, as a pure rule.

It answers for the organization alone. What a change does to the rights on its projects is
asked of each project besides (`mandates.services.permit_in_organization`): so nobody gains a
right on a project, or gives one, by a place in its organization alone.
"""

from dataclasses import dataclass

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationChange
from strongroom.mandates.errors import NotAllowed, TokenOutOfScope
from strongroom.mandates.rules.permit import Asker, check_account, check_open_for_changes

OWNER, MANAGER, MEMBER = "owner", "manager", "member"
OWNERS = frozenset({OWNER})
OWNERS_AND_MANAGERS = frozenset({OWNER, MANAGER})
EVERY_MEMBER = frozenset({OWNER, MANAGER, MEMBER})

PLACES_THAT_MAY: dict[OrganizationAction, frozenset[str]] = {
    OrganizationAction.CHANGE_DETAILS: OWNERS,
    OrganizationAction.INVITE_MEMBER: OWNERS_AND_MANAGERS,
    OrganizationAction.TAKE_INVITATION_BACK: OWNERS_AND_MANAGERS,
    OrganizationAction.CHANGE_MEMBER: OWNERS,
    OrganizationAction.REMOVE_MEMBER: OWNERS_AND_MANAGERS,
    OrganizationAction.LEAVE: EVERY_MEMBER,
    OrganizationAction.CREATE_TEAM: OWNERS_AND_MANAGERS,
    OrganizationAction.DELETE_TEAM: OWNERS_AND_MANAGERS,
    OrganizationAction.ADD_TO_TEAM: OWNERS_AND_MANAGERS,
    OrganizationAction.REMOVE_FROM_TEAM: OWNERS_AND_MANAGERS,
    OrganizationAction.LEAVE_TEAM: EVERY_MEMBER,
    OrganizationAction.MOVE_PROJECT_IN: OWNERS,
    OrganizationAction.MOVE_PROJECT_OUT: OWNERS,
}

OF_THE_PROJECT_ALONE = frozenset({OrganizationAction.GIVE_TEAM_ROLE, OrganizationAction.TAKE_TEAM_ROLE})
"""An owner of the project does these, with whatever place in the organization: the project is asked."""

OF_ANYBODY = frozenset(
    {
        OrganizationAction.CREATE,
        # Whether there is an invitation is the catalog's knowledge; what it brings is asked of the projects.
        OrganizationAction.ACCEPT_MEMBERSHIP,
        OrganizationAction.DECLINE_MEMBERSHIP,
    }
)

WAYS_OUT = frozenset(
    {OrganizationAction.LEAVE, OrganizationAction.LEAVE_TEAM, OrganizationAction.DECLINE_MEMBERSHIP}
)
"""What stays open to somebody without a confirmed address, too."""

ABOUT_ONESELF = WAYS_OUT | {OrganizationAction.ACCEPT_MEMBERSHIP}
"""What nobody does for somebody else."""

ABOUT_PLACES = frozenset(
    {
        OrganizationAction.INVITE_MEMBER,
        OrganizationAction.TAKE_INVITATION_BACK,
        OrganizationAction.REMOVE_MEMBER,
    }
)
"""A manager does these about plain members; about owners and managers only owners do."""


@dataclass(frozen=True, slots=True)
class OrganizationQuestion:
    """May `by` make `change`?

    Args:
        asker: The person behind `by`; `role` is their place in the organization.
        place_concerned: The place that the person has or is offered whom the change is about; None for none.
        read_only: The index takes no changes of organizations.
    """

    by: Actor
    change: OrganizationChange
    asker: Asker
    place_concerned: str | None = None
    read_only: bool = False


def check(question: OrganizationQuestion) -> None:
    """Let pass what the person may do in the organization.

    Raises:
        NotAllowed: or one of its kinds, saying what would make it pass.
    """
    _check_capacity(question.by)
    check_open_for_changes(read_only=question.read_only)
    check_account(question.asker, way_out=question.change.action in WAYS_OUT)
    change = question.change
    if change.action in ABOUT_ONESELF and change.username.lower() != question.asker.username:
        raise NotAllowed(f"Nobody may {_words_of(change.action)} for others.")
    if change.action in OF_ANYBODY | OF_THE_PROJECT_ALONE:
        return
    may = _places_that_may(question)
    if question.asker.role not in may:
        raise NotAllowed(
            f"{question.asker.username} may not {_words_of(change.action)} in {change.organization}.",
            why=f"Only its {_words_for(may)} may.",
            next_step="Ask an owner of the organization.",
        )


def _check_capacity(by: Actor) -> None:
    if by.kind is ActorKind.TOKEN:
        raise TokenOutOfScope(
            "API tokens can only upload.", next_step="Sign in with your browser to do this."
        )
    if by.kind is not ActorKind.PERSON:
        raise NotAllowed(
            "An organization is changed by its own people only.", next_step="Ask one of its owners."
        )


def _places_that_may(question: OrganizationQuestion) -> frozenset[str]:
    change = question.change
    about_more_than_members = {change.role or MEMBER, question.place_concerned or MEMBER} != {MEMBER}
    if change.action in ABOUT_PLACES and about_more_than_members:
        return OWNERS
    return PLACES_THAT_MAY[change.action]


def _words_of(action: OrganizationAction) -> str:
    return action.value.replace("_", " ")


def _words_for(places: frozenset[str]) -> str:
    named = [f"{place}s" for place in (OWNER, MANAGER, MEMBER) if place in places]
    return " and ".join(named) if len(named) < 3 else "members"
