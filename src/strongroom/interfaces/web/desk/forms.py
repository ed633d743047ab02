"""What is asked before an operator acts. Every act asks for a reason."""

from django import forms

from strongroom.accounts.services import (
    BANNER_LENGTH,
    LONGEST_BANNER,
    MAX_USERNAME_LENGTH,
    Audience,
    Role,
)
from strongroom.catalog.services import Outcome
from strongroom.criticality.services import ContestOutcome
from strongroom.foundation.names import MAX_NAME_LENGTH
from strongroom.foundation.reasons import REASON_LENGTH


class ReasonForm(forms.Form):
    """Why. It is asked last, whatever else is asked."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence or two. Those named above will read it.",
    )
    field_order: tuple[str, ...] = ("role", "holder", "reason")


class ReadForm(ReasonForm):
    """Why, and what was read before: `Shown.mark`."""

    read = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def clean_read(self) -> str:
        """Return the mark; complain above the form if there is none, for the field itself is not seen."""
        read: str = self.cleaned_data["read"]
        if not read:
            self.add_error(None, "This form does not say what you have read.")
        return read


class FreezeForm(ReasonForm):
    """Why, as the end of a sentence that stands in several places."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        label="It is frozen because …",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The end of that sentence. Those named above will read it.",
    )


class RoleForm(ReasonForm):
    """Which role."""

    role = forms.ChoiceField(choices=[(role.value, role.value.capitalize()) for role in Role])


class GiveForm(ReasonForm):
    """To whom a project in custody goes."""

    username = forms.CharField(
        label="User name of the new owner",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("username", "reason")


class PermitNameForm(ReasonForm):
    """To whom."""

    holder = forms.CharField(
        label="Only to this person",
        max_length=MAX_USERNAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        help_text="A user name; whoever comes first, if empty.",
    )


class NamespaceForm(ReasonForm):
    """To whom, a person or an organization."""

    owner = forms.CharField(
        label="Owner",
        max_length=MAX_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    is_organization = forms.BooleanField(label="It is an organization", required=False)
    field_order = ("owner", "is_organization", "reason")


class BannerForm(ReasonForm):
    """What everybody is told, and how long."""

    text = forms.CharField(max_length=BANNER_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.ChoiceField(
        label="Shown to",
        choices=(
            (Audience.EVERYBODY.value, "Everybody"),
            (Audience.BOUND.value, "People who still have to enrol a second factor"),
        ),
        widget=forms.RadioSelect,
        initial=Audience.EVERYBODY.value,
    )
    begins_on = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}), help_text="In UTC."
    )
    ends_on = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=f"At most {LONGEST_BANNER.days} days later.",
    )
    field_order = ("text", "audience", "begins_on", "ends_on", "reason")


class ContestAnswerForm(ReasonForm):
    """What became of a contest."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=(
            (ContestOutcome.GRANTED.value, "Granted: its downloads and dependents designate it no more"),
            (ContestOutcome.REFUSED.value, "Refused: it stays critical"),
        ),
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "reason")


class AnswerForm(ReasonForm):
    """What became of a report."""

    outcome = forms.ChoiceField(
        label="What you found",
        choices=(
            (Outcome.UPHELD.value, "The report is right. The people of the project are told, too"),
            (Outcome.DISMISSED.value, "Nothing is to be done"),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Your answer",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence or two. Those named above will read it.",
    )
    field_order = ("outcome", "reason")
