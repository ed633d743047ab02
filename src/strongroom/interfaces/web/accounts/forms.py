"""Forms of accounts: allauth's in our words, and our own."""

from collections.abc import Collection
from typing import Any

from allauth.account import forms as theirs
from allauth.socialaccount.forms import SignupForm as ProviderSignupForm
from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from strongroom.accounts import services
from strongroom.accounts.queries import find_person_to_reset, is_in_directory
from strongroom.accounts.services import MAX_PASSWORD_LENGTH, MailKind
from strongroom.foundation import clock

NAME_LENGTH = 60
"""Characters, as many as the table keeps."""

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
                field.widget.attrs["maxlength"] = str(MAX_PASSWORD_LENGTH)
                field.validators.append(MaxLengthValidator(MAX_PASSWORD_LENGTH))
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

    def user_credentials(self) -> dict[str, Any]:
        """Look for an address among addresses only: no user name looks like one, and a known one would be hashed twice."""
        credentials: dict[str, Any] = super().user_credentials()
        if "email" in credentials:
            credentials.pop("username", None)
        return credentials


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


class ProviderRegistrationForm(_InOurWords, ProviderSignupForm):  # type: ignore[misc]
    """What the identity provider did not say of somebody new: user name and address."""


class MailForm(forms.Form):
    """A checkbox for each kind of mail that can be switched off; `wanted` are those that are to be sent."""

    def __init__(self, *args: Any, declined: Collection[MailKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in MailKind:
            if kind.switchable:
                self.fields[kind] = forms.BooleanField(
                    label=kind.heading, help_text=kind.tells, required=False, initial=kind not in declined
                )

    @property
    def wanted(self) -> set[MailKind]:
        """The kinds that are ticked."""
        return {kind for kind in MailKind if self.cleaned_data.get(kind)}


class ConfirmAddressForm(_InOurWords, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that was mailed."""


class ResetRequestForm(_InOurWords, theirs.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a code to."""

    def clean_email(self) -> str:
        """Let only a confirmed address reset a password, and one of ours; any other is answered as one that nobody has.

        allauth would take an address that is not confirmed, too, and confirm it by the code.
        """
        address: str = super().clean_email()
        owner = find_person_to_reset(address)
        if owner is None or is_in_directory(owner):
            self.users = []
        else:
            self.users = [get_user_model().objects.get(pk=owner)]
        return address


class ConfirmResetForm(_InOurWords, theirs.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that was mailed."""


class NewPasswordForm(_InOurWords, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, after a reset."""

    def save(self) -> None:
        services.reset_password(self.user, password=self.cleaned_data["password1"], now=clock.now())


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


class MailedCodeForm(forms.Form):
    """What was mailed to whoever signs in."""

    code = forms.CharField(
        label="Code from the letter",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
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
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class KeyForm(forms.Form):
    """What a security key answered: filled in by webauthn.js."""

    response = forms.CharField(widget=forms.HiddenInput, max_length=65_536)


class NameForm(forms.Form):
    """The person's own name for a factor."""

    name = forms.CharField(max_length=NAME_LENGTH, help_text="By which you will know it: phone, blue key.")


class NewKeyForm(forms.Form):
    """A name for a key, and what it answered."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        help_text="By which you will know it: blue key. If you leave it empty, it is called what it is.",
    )
    response = forms.CharField(widget=forms.HiddenInput, max_length=65_536)
