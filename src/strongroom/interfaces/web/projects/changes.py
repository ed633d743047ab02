"""Everything that people can change about a project on these pages, in one table.

`manage.project_change` does them all in the same way: ask the one question for `action`, ask for a
fresh proof where `needs_proof` says so, check the form, then ask again and hand the permit to the service.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.catalog import services as catalog
from strongroom.criticality import services as criticality
from strongroom.foundation.permits import Action, Permit
from strongroom.interfaces.web.projects import forms, requirement
from strongroom.mandates import services as mandates

Given = Mapping[str, Any]
"""What a valid form says."""


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a project.

    Args:
        slug: Its part of the address.
        action: What the permit is asked for.
        title: Heading of its page.
        about: What it does and does not do, before it is done.
        about_keeping: Said instead to somebody who keeps a right through a team or an organization: `{kept}`.
        submit: Words of its button.
        done: What was done, with fields of the form in braces.
        perform: Hands the permit and what the form says to the service.
        check: Refuses before the form is shown what the service would refuse whatever is filled in.
        needs_proof: It asks who is acting, once more; left out only where nobody else's rights, no name and no setting
            is touched (`proof_needed`).
        kind: Of its button (`components/button.html`).
        ends_access: Afterwards the person may have no right on the project.
    """

    slug: str
    action: Action
    title: str
    about: str
    submit: str
    done: str
    perform: Callable[[Permit, Given], None]
    form: type[forms.ChangeForm] = forms.ChangeForm
    needs_proof: bool = True
    kind: str = ""
    ends_access: bool = False
    about_keeping: str = ""
    check: Callable[[Permit], None] | None = None


def _change_role(permit: Permit, username: str, role: str) -> None:
    if role == catalog.RoleName.OWNER:
        catalog.make_owner(permit, taking=_taking(permit, username))
    else:
        catalog.make_maintainer(permit, username=username)


def _taking(permit: Permit, username: str) -> Permit:
    return mandates.permit_to_own(username, permit.project, now=permit.at)


def _require_factor(permit: Permit, given: Given) -> None:
    mandates.require_factor(
        permit,
        strength=mandates.Strength(given["strength"]),
        starts_on=given["starts_on"],
        reason=given["reason"],
    )


_CHANGES = (
    Change(
        slug="yank",
        action=Action.YANK,
        title="Yank a release",
        about="Installers no longer choose a yanked release by themselves. Whoever asks for its exact version still gets it. "
        "A yank can be taken back.",
        submit="Yank",
        done="{version} is yanked.",
        perform=lambda permit, given: catalog.yank(permit, version=given["version"], reason=given["reason"]),
        form=forms.YankForm,
        needs_proof=False,
    ),
    Change(
        slug="unyank",
        action=Action.YANK,
        title="Take a yank back",
        about="Installers choose the release again.",
        submit="Take the yank back",
        done="{version} is no longer yanked.",
        perform=lambda permit, given: catalog.unyank(
            permit, version=given["version"], reason=given["reason"]
        ),
        form=forms.UnyankForm,
        needs_proof=False,
    ),
    Change(
        slug="archive",
        action=Action.ARCHIVE,
        title="Archive this project",
        about="It stays installable and its name stays taken, but it takes no uploads, and its pages and installers say so. "
        "An owner can open it again.",
        submit="Archive",
        done="The project is archived.",
        perform=lambda permit, given: catalog.archive(permit, reason=given["reason"]),
        form=forms.ReasonForm,
    ),
    Change(
        slug="deprecate",
        action=Action.CHANGE_SETTINGS,
        title="Advise against this project",
        about="It stays installable and takes uploads, but its pages and installers say that it is deprecated, and why: "
        "name what to use instead. An owner can take it back.",
        submit="Deprecate",
        done="The project is deprecated.",
        perform=lambda permit, given: catalog.deprecate(permit, reason=given["reason"]),
        form=forms.ReasonForm,
    ),
    Change(
        slug="open-again",
        action=Action.CHANGE_SETTINGS,
        title="Open this project again",
        about="It takes uploads, and nothing advises against it any more.",
        submit="Open again",
        done="The project is open again.",
        perform=lambda permit, given: catalog.set_active(permit, reason=given["reason"]),
        form=forms.ReasonForm,
    ),
    Change(
        slug="withdraw",
        action=Action.WITHDRAW,
        title="Withdraw this project",
        about="All its files and releases leave this index, for everybody who depends on them. The name stays with its "
        "people and is never given to anybody else; withdrawn versions and file names are never used again.",
        submit="Withdraw",
        done="{confirmation} is withdrawn.",
        perform=lambda permit, given: catalog.withdraw(permit, reason=given["reason"]),
        form=forms.WithdrawForm,
        kind="danger",
        ends_access=True,
    ),
    Change(
        slug="invite",
        action=Action.MANAGE_PEOPLE,
        title="Invite somebody",
        about="The role holds once the person has accepted it.",
        submit="Invite",
        done="{username} is invited.",
        perform=lambda permit, given: catalog.invite(permit, username=given["username"], role=given["role"]),
        form=forms.InviteForm,
    ),
    Change(
        slug="withdraw-invitation",
        action=Action.MANAGE_PEOPLE,
        title="Take an invitation back",
        about="It can no longer be accepted.",
        submit="Take it back",
        done="{username} is no longer invited.",
        perform=lambda permit, given: catalog.withdraw_invitation(permit, username=given["username"]),
        form=forms.UsernameForm,
    ),
    Change(
        slug="change-role",
        action=Action.MANAGE_PEOPLE,
        title="Change a role",
        about="It holds at once. Only a role that somebody has themselves is changed here; what comes through a team "
        "or an organization is changed there.",
        submit="Change",
        done="{username} is {role} now.",
        perform=lambda permit, given: _change_role(permit, given["username"], given["role"]),
        form=forms.RoleForm,
    ),
    Change(
        slug="remove",
        action=Action.MANAGE_PEOPLE,
        title="Remove somebody",
        about="The person loses the role at once.",
        submit="Remove",
        done="{username} is removed.",
        perform=lambda permit, given: catalog.remove_person(
            permit, username=given["username"], reason=given["reason"]
        ),
        form=forms.RemoveForm,
        kind="danger",
    ),
    Change(
        slug="require-factor",
        action=Action.CHANGE_SETTINGS,
        title="Ask for a second factor",
        about="From the day you choose on, whoever changes this project needs what you ask for; you hold it yourself. Its people "
        "are told now. Whoever has none keeps their role, and can hand over, archive or leave.",
        submit="Ask for it",
        done="Its people need a second factor. They have been told.",
        perform=_require_factor,
        form=requirement.RequirementForm,
    ),
    Change(
        slug="end-requirement",
        action=Action.CHANGE_SETTINGS,
        title="Ask for it no more",
        about="What you ask for as owners ends. What others ask for, such as the operators of this index, stays.",
        submit="Ask no more",
        done="You ask for it no more.",
        perform=lambda permit, given: mandates.end_requirement(
            permit, strength=mandates.Strength(given["strength"]), reason=given["reason"]
        ),
        form=requirement.EndRequirementForm,
    ),
    Change(
        slug="require-for-ever",
        action=Action.CHANGE_SETTINGS,
        title="Ask for it for ever",
        about="No owner can end it any more: neither you, nor whoever takes over the account of one of you. Only operators can, "
        "with a reason that everybody reads.",
        submit="Ask for it for ever",
        done="{confirmation} asks for it for ever.",
        perform=lambda permit, given: mandates.keep_for_ever(
            permit, strength=mandates.Strength(given["strength"])
        ),
        form=requirement.ForEverForm,
        kind="danger",
    ),
    Change(
        slug="hand-over",
        action=Action.HAND_OVER,
        title="Hand this project over",
        about="The collaborator you choose becomes an owner, and you leave.",
        about_keeping="The collaborator you choose becomes an owner, and you give up your own role. You stay {kept}, and bound as before.",
        submit="Hand over",
        done="The project is handed over to {username}.",
        perform=lambda permit, given: catalog.hand_over(permit, taking=_taking(permit, given["username"])),
        check=catalog.check_may_hand_over,
        form=forms.HandOverForm,
        kind="danger",
        ends_access=True,
    ),
    Change(
        slug="leave",
        action=Action.LEAVE,
        title="Leave this project",
        about="You give up your role. Only an owner can invite you back.",
        about_keeping="You give up your own role. You stay {kept}, and bound as before.",
        submit="Leave",
        done="You have given up your role.",
        perform=lambda permit, _given: catalog.leave(permit),
        check=catalog.check_may_leave,
        kind="danger",
        ends_access=True,
    ),
    Change(
        slug="contest",
        action=Action.CONTEST,
        title="Contest the designation",
        about="Say why this project should not be critical: what is wrong with the numbers, or with the rule. Operators answer with "
        "a reason. If they agree, the designation ends with the next run; until then everything stays as it is.",
        submit="Contest it",
        done="The designation is contested. The answer comes by mail, and stands on the project's page.",
        perform=lambda permit, given: criticality.contest(permit, reason=given["reason"]),
        check=criticality.check_may_contest,
        form=forms.ContestForm,
    ),
    Change(
        slug="take-contest-back",
        action=Action.CONTEST,
        title="Take the contest back",
        about="Operators answer it no more. It stays in the project's history.",
        submit="Take it back",
        done="The contest is taken back.",
        perform=lambda permit, _given: criticality.take_contest_back(permit),
    ),
    Change(
        slug="accept-invitation",
        action=Action.ACCEPT_ROLE,
        title="Accept the invitation",
        about="You take on the role, and what is asked of those who hold it.",
        submit="Accept",
        done="You have accepted.",
        perform=lambda permit, _given: catalog.accept_invitation(permit),
        needs_proof=False,
    ),
    Change(
        slug="decline-invitation",
        action=Action.DECLINE_ROLE,
        title="Decline the invitation",
        about="The invitation ends. Its owners read in the project's history that you declined; they can invite you again.",
        submit="Decline",
        done="You have declined.",
        perform=lambda permit, _given: catalog.decline_invitation(permit),
        kind="quiet",
        ends_access=True,
        needs_proof=False,
    ),
)

CHANGES: Mapping[str, Change] = {change.slug: change for change in _CHANGES}
"""Each change by its part of the address, `/project/<name>/manage/<slug>/`."""

OF_THE_INVITED = frozenset({Action.ACCEPT_ROLE, Action.DECLINE_ROLE})
"""What only somebody with an open invitation does."""

OF_RELEASES = frozenset({Action.YANK, Action.WITHDRAW})
"""What makes no sense while a project is withdrawn: it has no releases then."""
