"""What is asked before an organization is changed."""

from typing import Any

from django import forms

from strongroom.accounts.services import MAX_USERNAME_LENGTH
from strongroom.catalog.queries import (
    OrganizationRecord,
    list_members,
    list_people_who_may_publish,
    list_projects_of_organization,
    list_teams,
)
from strongroom.foundation.names import MAX_NAME_LENGTH, NormalizedName, is_valid_name

PLACES = (
    ("member", "Member: can be put into teams"),
    ("manager", "Manager: also invites members and keeps teams"),
    ("owner", "Owner: decides about everything, and owns every project of the organization"),
)
TEAM_ROLES = (
    ("maintainer", "Maintainer: uploads and yanks releases"),
    ("owner", "Owner: also decides about people, settings and withdrawal"),
)
DISPLAY_LENGTH = 128
DESCRIPTION_LENGTH = 500


def check_name(raw_name: str) -> None:
    """Check that an organization or a team can have this name.

    Raises:
        ValidationError: it cannot.
    """
    if not is_valid_name(raw_name):
        raise forms.ValidationError(
            "A name consists of letters, digits, '.', '_' and '-', and begins and ends with a letter or digit."
        )


class OrganizationForm(forms.Form):
    """A form about one organization, filled in by one of those it concerns."""

    def __init__(self, *args: Any, organization: OrganizationRecord, viewer_id: int, **kwargs: Any) -> None:
        self.organization = organization
        self.viewer_id = viewer_id
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and not field.choices:
                field.choices = [(one, one) for one in self.offered(name)]

    def offered(self, name: str) -> list[str]:
        """Return what can be chosen in a field."""
        organization = self.organization.name
        match name:
            case "username":
                return [member.username for member in list_members(organization=organization)]
            case "team":
                return [team.name for team in list_teams(organization)]
            case _:
                return [*list_projects_of_organization(organization)]


class NewOrganizationForm(forms.Form):
    """What a new organization is called."""

    name = forms.CharField(
        max_length=MAX_NAME_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        help_text="Part of its address, and never changed: letters, digits, and - . _ between them.",
    )
    display_name = forms.CharField(
        label="Shown as", max_length=DISPLAY_LENGTH, required=False, help_text="The name, if empty."
    )
    description = forms.CharField(
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it is, in a sentence. Shown in public.",
    )


class DetailsForm(OrganizationForm):
    """How the organization is shown."""

    display_name = forms.CharField(label="Shown as", max_length=DISPLAY_LENGTH)
    description = forms.CharField(
        max_length=DESCRIPTION_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, organization: OrganizationRecord, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "display_name": organization.display_name,
            "description": organization.description,
        }
        super().__init__(*args, organization=organization, **kwargs)


class InviteForm(OrganizationForm):
    """Whom, as what."""

    username = forms.CharField(
        label="User name",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    role = forms.ChoiceField(label="Place", choices=PLACES, widget=forms.RadioSelect, initial="member")


class InvitedForm(OrganizationForm):
    """Whose invitation."""

    username = forms.CharField(label="User name", max_length=MAX_USERNAME_LENGTH)


class MemberForm(OrganizationForm):
    """Which member."""

    username = forms.ChoiceField(label="User name")


class PlaceForm(MemberForm):
    """Which member, as what."""

    role = forms.ChoiceField(label="Place", choices=PLACES, widget=forms.RadioSelect)


class NewTeamForm(OrganizationForm):
    """What a new team is called."""

    team = forms.CharField(label="Name of the team", max_length=MAX_NAME_LENGTH, validators=[check_name])


class TeamForm(OrganizationForm):
    """Which team."""

    team = forms.ChoiceField()


class TeamMemberForm(TeamForm):
    """Which team, and which member."""

    username = forms.ChoiceField(label="User name")


class _OwnProjects(OrganizationForm):
    """Among the organization's projects, those that the viewer owns in whatever way."""

    def offered(self, name: str) -> list[str]:
        """Return what can be chosen in a field."""
        offered = super().offered(name)
        return [one for one in offered if one in self.owned] if name == "project" else offered

    @property
    def owned(self) -> list[NormalizedName]:
        """Every project that the viewer owns."""
        rights = list_people_who_may_publish(user_ids=[self.viewer_id])
        return [right.project for right in rights if right.role == "owner"]


class TeamProjectForm(_OwnProjects, TeamForm):
    """Which team, on which project."""

    project = forms.ChoiceField()


class TeamRoleForm(TeamProjectForm):
    """Which team, on which project, as what."""

    role = forms.ChoiceField(choices=TEAM_ROLES, widget=forms.RadioSelect, initial="maintainer")


class MoveInForm(_OwnProjects):
    """Which of the viewer's projects that is not there yet."""

    project = forms.ChoiceField(help_text="Every owner of the organization will own it.")

    def offered(self, name: str) -> list[str]:
        """Return the projects that the viewer owns elsewhere."""
        there = OrganizationForm.offered(self, name)
        return [one for one in self.owned if one not in there]


class MoveOutForm(OrganizationForm):
    """Which project, and to whom."""

    project = forms.ChoiceField()
    username = forms.CharField(
        label="New owner",
        max_length=MAX_USERNAME_LENGTH,
        help_text="Somebody who may publish the project already.",
    )
