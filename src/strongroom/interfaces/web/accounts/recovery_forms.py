"""What is asked of who wants an account back, of who objects, and of who gets it."""

from typing import Any

from django import forms

from strongroom.accounts.services import (
    EVIDENCE_LENGTH,
    MAX_PASSWORD_LENGTH,
    MAX_USERNAME_LENGTH,
    MIN_PASSWORD_LENGTH,
)
from strongroom.foundation.reasons import REASON_LENGTH


class RecoveryForm(forms.Form):
    """What was lost, and why operators should believe it. Who gave the password a moment ago need not say who they are."""

    username = forms.CharField(
        label="User name",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    lost = forms.CharField(
        label="What you have lost",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Which factors, codes and addresses, since when, and how. Everybody who shares a project with you reads it.",
    )
    evidence = forms.CharField(
        label="How you can show that it is you",
        max_length=EVIDENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Only operators read it. Good: who of your projects can vouch for you, what you can change at the project's "
        "home page, keys that signed earlier releases. Send no copies of passports, and no passwords.",
    )
    new_address = forms.EmailField(
        label="Another mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Only if you can no longer read the address of the account. It takes its place once operators believe you.",
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["username"]


class ObjectionForm(forms.Form):
    """Why an account must not be given to who asks."""

    because = forms.CharField(
        label="Why",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence. Operators and everybody else concerned read it.",
    )


class RecoveredPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="New password",
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"At least {MIN_PASSWORD_LENGTH} characters. A few unusual words in a row are good.",
    )
    again = forms.CharField(
        label="New password, once more",
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Compare the two."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two passwords differ.")
        return again
