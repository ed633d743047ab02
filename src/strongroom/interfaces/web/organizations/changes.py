"""Everything that people can change about an organization on these pages, in one table.

`manage.organization_change` does them all in the same way: ask whether the person may do this in the
organization at all, ask for a fresh proof where `needs_proof` says so, check the form; then, in one
transaction, ask the whole question and hand the permit to the catalog.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.catalog import services as catalog
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.foundation.organization_permits import OrganizationPermit
from strongroom.interfaces.web.organizations import forms

Given = Mapping[str, Any]
"""What a valid form says."""


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change an organization.

    Args:
        slug: Its part of the address.
        title: Heading of its page.
        about: What it does and does not do, before it is done.
        submit: Words of its button.
        done: What was done, with fields of the form in braces.
        perform: Hands the permit, and what the form says besides, to the catalog.
        needs_proof: It asks who is acting, once more; left out only where nobody else's rights, no name and no setting
            is touched (`proof_needed`).
        kind: Of its button (`components/button.html`).
        of_oneself: It is about nobody else than whoever does it.
    """

    slug: str
    action: Do
    title: str
    about: str
    submit: str
    done: str
    perform: Callable[[OrganizationPermit, Given], None]
    form: type[forms.OrganizationForm] = forms.OrganizationForm
    needs_proof: bool = True
    kind: str = ""
    of_oneself: bool = False


def _alone(command: Callable[[OrganizationPermit], None]) -> Callable[[OrganizationPermit, Given], None]:
    """Return the command as one that needs nothing but the permit."""
    return lambda permit, _given: command(permit)


_CHANGES = (
    Change(
        slug="details",
        action=Do.CHANGE_DETAILS,
        title="Change how it is shown",
        about="The name in its address stays.",
        submit="Change",
        done="It is shown as {display_name} now.",
        perform=lambda permit, given: catalog.change_organization(
            permit, display_name=given["display_name"], description=given["description"]
        ),
        form=forms.DetailsForm,
    ),
    Change(
        slug="invite",
        action=Do.INVITE_MEMBER,
        title="Invite somebody",
        about="The place is theirs once they have accepted it, within 14 days.",
        submit="Invite",
        done="{username} is invited.",
        perform=_alone(catalog.invite_member),
        form=forms.InviteForm,
    ),
    Change(
        slug="withdraw-invitation",
        action=Do.TAKE_INVITATION_BACK,
        title="Take an invitation back",
        about="It can no longer be accepted.",
        submit="Take it back",
        done="{username} is no longer invited.",
        perform=_alone(catalog.withdraw_member_invitation),
        form=forms.InvitedForm,
    ),
    Change(
        slug="change-place",
        action=Do.CHANGE_MEMBER,
        title="Change a place",
        about="It holds at once. An owner owns every project of the organization.",
        submit="Change",
        done="{username} is {role} now.",
        perform=_alone(catalog.change_member),
        form=forms.PlaceForm,
    ),
    Change(
        slug="remove",
        action=Do.REMOVE_MEMBER,
        title="Remove somebody",
        about="They lose their place, and those in teams, at once. Roles of their own on projects stay.",
        submit="Remove",
        done="{username} is removed.",
        perform=_alone(catalog.remove_member),
        form=forms.MemberForm,
        kind="danger",
    ),
    Change(
        slug="leave",
        action=Do.LEAVE,
        title="Leave this organization",
        about="You give up your place, and those in teams. Roles of your own on projects stay.",
        submit="Leave",
        done="You have left the organization.",
        perform=_alone(catalog.leave_organization),
        kind="danger",
        of_oneself=True,
    ),
    Change(
        slug="accept-invitation",
        action=Do.ACCEPT_MEMBERSHIP,
        title="Accept the invitation",
        about="You take the place, and what is asked of those who have it.",
        submit="Accept",
        done="You have accepted.",
        perform=_alone(catalog.accept_membership),
        of_oneself=True,
        needs_proof=False,
    ),
    Change(
        slug="decline-invitation",
        action=Do.DECLINE_MEMBERSHIP,
        title="Decline the invitation",
        about="The invitation ends. Its owners are told.",
        submit="Decline",
        done="You have declined.",
        perform=_alone(catalog.decline_membership),
        kind="quiet",
        of_oneself=True,
        needs_proof=False,
    ),
    Change(
        slug="create-team",
        action=Do.CREATE_TEAM,
        title="Begin a team",
        about="It has nobody and no rights yet.",
        submit="Begin",
        done="The team {team} is there.",
        perform=lambda permit, given: catalog.create_team(permit, display_name=given["team"]),
        form=forms.NewTeamForm,
        needs_proof=False,
    ),
    Change(
        slug="delete-team",
        action=Do.DELETE_TEAM,
        title="Delete a team",
        about="Its members lose the rights that they have through it, at once.",
        submit="Delete",
        done="The team {team} is deleted.",
        perform=_alone(catalog.delete_team),
        form=forms.TeamForm,
        kind="danger",
    ),
    Change(
        slug="add-to-team",
        action=Do.ADD_TO_TEAM,
        title="Put somebody into a team",
        about="They have the rights of the team from now on. For a team with rights you must own each of its projects.",
        submit="Put into the team",
        done="{username} is in the team {team} now.",
        perform=_alone(catalog.add_to_team),
        form=forms.TeamMemberForm,
    ),
    Change(
        slug="remove-from-team",
        action=Do.REMOVE_FROM_TEAM,
        title="Take somebody out of a team",
        about="They lose the rights that they have through it, at once.",
        submit="Take out",
        done="{username} is no longer in the team {team}.",
        perform=_alone(catalog.remove_from_team),
        form=forms.TeamMemberForm,
        kind="danger",
    ),
    Change(
        slug="leave-team",
        action=Do.LEAVE_TEAM,
        title="Leave a team",
        about="You lose the rights that you have through it.",
        submit="Leave",
        done="You have left the team {team}.",
        perform=_alone(catalog.leave_team),
        form=forms.TeamForm,
        kind="danger",
        of_oneself=True,
    ),
    Change(
        slug="give-team-role",
        action=Do.GIVE_TEAM_ROLE,
        title="Give a team a role on a project",
        about="All members of the team have the role, and what is asked of those who hold it.",
        submit="Give the role",
        done="The team {team} is {role} of {project} now.",
        perform=_alone(catalog.give_team_role),
        form=forms.TeamRoleForm,
    ),
    Change(
        slug="take-team-role",
        action=Do.TAKE_TEAM_ROLE,
        title="Take the role of a team away",
        about="Its members lose the rights that they have through it, at once.",
        submit="Take the role away",
        done="The team {team} has no role on {project} any more.",
        perform=_alone(catalog.take_team_role),
        form=forms.TeamProjectForm,
        kind="danger",
    ),
    Change(
        slug="move-project-in",
        action=Do.MOVE_PROJECT_IN,
        title="Move a project in",
        about="It becomes a project of the organization. Its people keep their own roles; the owners of the organization "
        "own it from now on.",
        submit="Move in",
        done="{project} is a project of the organization now.",
        perform=_alone(catalog.move_project_in),
        form=forms.MoveInForm,
    ),
    Change(
        slug="move-project-out",
        action=Do.MOVE_PROJECT_OUT,
        title="Move a project out",
        about="It becomes the project of one person who may publish it already. Teams lose their roles on it; roles that "
        "people have themselves stay. To move it to another organization, move it in there.",
        submit="Move out",
        done="{project} is owned by {username} now.",
        perform=_alone(catalog.move_project_out),
        form=forms.MoveOutForm,
        kind="danger",
    ),
)

CHANGES: Mapping[str, Change] = {change.slug: change for change in _CHANGES}
"""Each change by its part of the address, `/organizations/<name>/manage/<slug>/`."""

OF_THE_INVITED = frozenset({Do.ACCEPT_MEMBERSHIP, Do.DECLINE_MEMBERSHIP})
"""What only somebody with an open invitation does."""

OF_OWNERS_OF_A_PROJECT = frozenset({Do.GIVE_TEAM_ROLE, Do.TAKE_TEAM_ROLE})
"""What whoever owns one of the organization's projects does, with whatever place in the organization."""
