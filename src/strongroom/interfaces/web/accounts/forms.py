"""Forms of accounts: allauth's in our words, and our own."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as theirs
from django import forms
from django.contrib.auth import get_user_model
from django.http import HttpRequest

NAME_LENGTH = 60
PASSWORD_LENGTH = 4096
"""Characters; longer ones are refused before anything reads them."""

_LABELS = {
    "login": "User name or mail address",
    "username": "User name",
    "email": "Mail address",
    "password": "Password",
    "password1": "Password",
    "password2": "Password, once more",
    "oldpassword": "Current password",
    "code": "Code from the letter",
}


class _InOurWords(forms.Form):
    """Says what a field is for in its label only, and bounds passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = str(PASSWORD_LENGTH)
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(autocomplete="one-time-code", autocapitalize="none")


class SignInForm(_InOurWords, theirs.LoginForm):  # type: ignore[misc] # allauth carries no types
    """User name or address, and password. Browsers may offer a passkey in the first field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="username webauthn", autocapitalize="none", autofocus=True
        )
        self.fields["password"].help_text = ""


class RegistrationForm(_InOurWords, theirs.SignupForm):  # type: ignore[misc]
    """User name, address, and the password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "username"
        ].help_text = "Letters, digits, dots, hyphens and underscores. It is shown in public."
        self.fields["email"].help_text = "We write to it about your projects. It is never shown."

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or write to who has the address already: both take the time that a password's hash takes."""
        user, response = super().try_save(request)
        if user is None:
            get_user_model()().set_password(self.cleaned_data["password1"])
        return user, response


class ConfirmAddressForm(_InOurWords, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that was mailed."""


class ResetRequestForm(_InOurWords, theirs.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a code to."""


class ConfirmResetForm(_InOurWords, theirs.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that was mailed."""


class NewPasswordForm(_InOurWords, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, after a reset."""


class SetPasswordForm(_InOurWords, theirs.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class ChangePasswordForm(_InOurWords, theirs.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "New password"
        self.fields["password2"].label = "New password, once more"


class AddressForm(_InOurWords, theirs.AddEmailForm):  # type: ignore[misc]
    """A further address."""


class AppCodeForm(forms.Form):
    """What an authenticator app shows."""

    code = forms.CharField(
        label="Code from your authenticator app",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryCodeForm(forms.Form):
    """One of the codes that were kept for this."""

    code = forms.CharField(
        label="Recovery code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """The password of whoever is signed in."""

    password = forms.CharField(
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class KeyForm(forms.Form):
    """What a security key answered: filled in by webauthn.js."""

    response = forms.CharField(widget=forms.HiddenInput, max_length=65_536)


class NameForm(forms.Form):
    """The person's own name for a factor."""

    name = forms.CharField(max_length=NAME_LENGTH, help_text="By which you will know it: phone, blue key.")


class NewKeyForm(NameForm):
    """A name for a key, and what it answered."""

    response = forms.CharField(widget=forms.HiddenInput, max_length=65_536)


EXPIRIES = {"30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365), "never": None}
ALL_PROJECTS, CHOSEN_PROJECTS = "all", "chosen"
UPLOAD, DOWNLOAD = "upload", "download"


class TokenForm(forms.Form):
    """What a new API token is for. That it only downloads is asked where that takes a token."""

    ability = forms.ChoiceField(
        label="What it can do",
        choices=[(UPLOAD, "Upload, and download"), (DOWNLOAD, "Only download")],
        initial=UPLOAD,
        widget=forms.RadioSelect,
    )
    expiry = forms.ChoiceField(
        label="Valid for",
        choices=[
            ("30", "30 days"),
            ("90", "90 days"),
            ("365", "One year"),
            ("never", "For ever, until you revoke it"),
        ],
        initial="90",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(max_length=100, help_text="By which you will know it: laptop, release workflow.")
    scope = forms.ChoiceField(label="For which projects", initial=CHOSEN_PROJECTS, widget=forms.RadioSelect)
    projects = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, projects: list[str], asks_ability: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_ability:
            del self.fields["ability"]
        everything = (
            "All projects you may publish, and new ones" if projects else "All projects you will publish"
        )
        if asks_ability:
            everything += "; to download, every project of this index"
        self._offer("projects", [(name, name) for name in projects])
        self._offer("scope", [(CHOSEN_PROJECTS, "The projects chosen below"), (ALL_PROJECTS, everything)])
        if not projects:
            # Who has no project yet needs a token for all to upload the first one.
            del self.fields["projects"]
            self._offer("scope", [(ALL_PROJECTS, everything)])
            self.fields["scope"].initial = ALL_PROJECTS

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scope") == CHOSEN_PROJECTS and not cleaned.get("projects"):
            self.add_error("projects", "Choose at least one project, or make the token for all.")
        return cleaned
