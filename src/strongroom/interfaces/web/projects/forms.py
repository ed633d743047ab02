"""What is asked before a project is changed."""

from typing import Any, cast

from django import forms

from strongroom.accounts.queries import get_person_named
from strongroom.accounts.services import MAX_USERNAME_LENGTH
from strongroom.catalog.queries import list_releases
from strongroom.criticality.services import CONTEST_LENGTH
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.reasons import REASON_LENGTH
from strongroom.mandates.queries import heirs_of

ROLES = (
    ("maintainer", "Maintainer: uploads and yanks releases"),
    ("owner", "Owner: also decides about people, settings and withdrawal"),
)


class ChangeForm(forms.Form):
    """A form about one project."""

    def __init__(self, *args: Any, project: NormalizedName, viewer: str, **kwargs: Any) -> None:
        self.project = project
        self.viewer = viewer
        super().__init__(*args, **kwargs)


class ReasonForm(ChangeForm):
    """Whoever reads the journal reads the reason."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        required=False,
        help_text="Shown in public, on the project's pages and to installers.",
    )


class ContestForm(ChangeForm):
    """Why a designation is wrong."""

    reason = forms.CharField(
        label="What is wrong",
        max_length=CONTEST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Shown in public, with your user name, on the project's pages.",
    )


class _ReleaseForm(ReasonForm):
    """Choose a release; `yanked` says which ones can be chosen."""

    yanked: bool
    version = forms.ChoiceField(label="Release")
    field_order = ("version", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        releases = [
            one.version for one in list_releases(self.project) if (one.yanked_at is not None) == self.yanked
        ]
        cast(forms.ChoiceField, self.fields["version"]).choices = [(one, one) for one in releases]


class YankForm(_ReleaseForm):
    """Choose a release that is not yanked."""

    yanked = False


class UnyankForm(_ReleaseForm):
    """Choose a release that is yanked."""

    yanked = True


class ConfirmedForm(ChangeForm):
    """Type the name, so that nobody does to one project what they mean for another."""

    confirmation = forms.CharField(
        label="Name of the project", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmation"].help_text = f"Type {self.project} to confirm."

    def clean_confirmation(self) -> str:
        """Return what was typed, if it is the name.

        Raises:
            ValidationError: it is another one.
        """
        typed: str = self.cleaned_data["confirmation"].strip()
        if typed != self.project:
            raise forms.ValidationError(f"Type {self.project}, exactly so.")
        return typed


class WithdrawForm(ConfirmedForm):
    """Which one, and why."""

    reason = forms.CharField(max_length=REASON_LENGTH, help_text="Shown in public, in place of the project.")


class UsernameForm(ChangeForm):
    """Whom."""

    username = forms.CharField(
        label="User name",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class RoleForm(UsernameForm):
    """Whom, as what."""

    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    """Whom, as what; a maintainer if nothing else is said."""

    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect, initial="maintainer")


class RemoveForm(UsernameForm):
    """Whom, and why."""

    reason = forms.CharField(
        max_length=REASON_LENGTH, help_text="The person reads it, and everybody who reads the history."
    )


class HandOverForm(ChangeForm):
    """To which of the other collaborators; only those who could take it over now can be chosen."""

    username = forms.ChoiceField(
        label="New owner",
        help_text="Only collaborators who hold what is needed here now, a second factor at least, can receive a project.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = heirs_of(get_person_named(self.viewer), self.project, now=clock.now())
        username = cast(forms.ChoiceField, self.fields["username"])
        username.choices = [(name, name) for name in names]
        if not names:
            username.help_text = (
                "No other collaborator could take it now: that takes what is needed here, a second factor at least. Ask one of them to "
                "see to it."
            )
