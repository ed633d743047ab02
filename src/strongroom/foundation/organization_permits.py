"""The answer "yes" to a change of an organization: who is in it, its teams, its projects.

It is made where the answer for projects is made (`mandates.services`), because most such
changes are changes of who may change a project: the answer holds the question for every
project that it touches.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import PermitMisused

NOTHING = NormalizedName("")
"""The project of a change that is about none."""


class OrganizationAction(StrEnum):
    """Everything that changes an organization."""

    CREATE = "create"
    CHANGE_DETAILS = "change_details"
    INVITE_MEMBER = "invite_member"
    TAKE_INVITATION_BACK = "take_invitation_back"
    ACCEPT_MEMBERSHIP = "accept_membership"
    DECLINE_MEMBERSHIP = "decline_membership"
    CHANGE_MEMBER = "change_member"
    REMOVE_MEMBER = "remove_member"
    LEAVE = "leave"
    CREATE_TEAM = "create_team"
    DELETE_TEAM = "delete_team"
    ADD_TO_TEAM = "add_to_team"
    REMOVE_FROM_TEAM = "remove_from_team"
    LEAVE_TEAM = "leave_team"
    GIVE_TEAM_ROLE = "give_team_role"
    TAKE_TEAM_ROLE = "take_team_role"
    MOVE_PROJECT_IN = "move_project_in"
    MOVE_PROJECT_OUT = "move_project_out"


@dataclass(frozen=True, slots=True)
class OrganizationChange:
    """One change, as it is asked for and as it is made: nothing else can be done with the answer.

    Args:
        organization: Its normalized name.
        username: Whom it is about; who receives a project that is moved out.
        role: What they are to be in the organization, or what a team is to be on a project.
        team: Normalized name of the team.
        project: The project that is moved, or that a team has a role on.
    """

    action: OrganizationAction
    organization: NormalizedName
    username: str = ""
    role: str = ""
    team: str = ""
    project: NormalizedName = NOTHING


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change does to the rights on projects.

    Args:
        projects: Those for which the set of people who may change them becomes another.
        gaining: Accounts of those who would have a right there that they do not have through this now.
    """

    projects: frozenset[NormalizedName] = frozenset()
    gaining: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OrganizationPermit:
    """`by` may make `change` at `at`, as long as it touches what it touched when this was asked."""

    by: Actor
    change: OrganizationChange
    at: datetime
    touched: Touched = Touched()
    warnings: tuple[str, ...] = ()

    def require(self, action: OrganizationAction, touched: Touched) -> OrganizationChange:
        """Return the change, if this permit was given for this action and for what it touches now.

        Raises:
            PermitMisused: if it was given for something else, or before the transaction (a mistake in our code).
        """
        if self.change.action is not action:
            raise PermitMisused(f"a permit to {self.change.action} was used to {action}")
        if self.touched != touched:
            raise PermitMisused(f"what a permit to {action} touches has changed since it was asked for")
        return self.change
