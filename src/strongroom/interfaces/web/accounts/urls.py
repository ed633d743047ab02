"""Addresses under /account/: allauth's views with our forms and templates, and our own."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as theirs
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from strongroom.infra.db import write
from strongroom.interfaces.web.accounts import forms, mail, overview, proving, second_factor, sign_in, tokens
from strongroom.interfaces.web.leaks.views import report_leak
from strongroom.interfaces.web.signed_in import require_proof

View = Callable[[HttpRequest], HttpResponse]


def _after_proof(view: View) -> View:
    """Let only somebody through who has just proved who they are."""

    @login_required
    @never_cache
    def asking(request: HttpRequest) -> HttpResponse:
        require_proof(request)
        return view(request)

    return asking


def _in_one_transaction(view: View) -> View:
    """Let what allauth changes, our journal rows and the mail about it commit together or not at all."""

    @wraps(view)
    def together(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        with write():
            return view(request)

    return together


_login = theirs.LoginView.as_view(form_class=forms.SignInForm, template_name="accounts/sign_in.html")
_logout = theirs.LogoutView.as_view(template_name="accounts/sign_out.html")
_inactive = theirs.AccountInactiveView.as_view(template_name="accounts/closed.html")
_signup = theirs.SignupView.as_view(
    form_class=forms.RegistrationForm,
    template_name="accounts/register.html",
    template_name_signup_closed="accounts/register_closed.html",
)
_confirm_address = theirs.ConfirmEmailVerificationCodeView.as_view(
    form_class=forms.ConfirmAddressForm, template_name="accounts/confirm_address.html"
)
_addresses = theirs.EmailView.as_view(form_class=forms.AddressForm, template_name="accounts/addresses.html")
_change_password = theirs.PasswordChangeView.as_view(
    form_class=forms.ChangePasswordForm, template_name="accounts/password_change.html"
)
_set_password = theirs.PasswordSetView.as_view(
    form_class=forms.SetPasswordForm, template_name="accounts/password_change.html"
)
_reset = theirs.PasswordResetView.as_view(
    form_class=forms.ResetRequestForm, template_name="accounts/password_reset.html"
)
_reset_confirm = theirs.ConfirmPasswordResetCodeView.as_view(
    form_class=forms.ConfirmResetForm, template_name="accounts/password_reset_confirm.html"
)
_reset_complete = theirs.CompletePasswordResetView.as_view(
    form_class=forms.NewPasswordForm, template_name="accounts/password_reset_complete.html"
)
_reset_done = theirs.PasswordResetFromKeyDoneView.as_view(template_name="accounts/password_reset_done.html")

urlpatterns = [
    path("", overview.account, name="account"),
    path("login/", _login, name="account_login"),
    path("login/second-factor/", sign_in.second_factor_sign_in, name="second_factor_sign_in"),
    path("login/second-factor/options/", sign_in.second_factor_options, name="second_factor_options"),
    path("login/passkey/", sign_in.passkey_sign_in, name="passkey_sign_in"),
    path("login/passkey/options/", sign_in.passkey_options, name="passkey_options"),
    path("logout/", _logout, name="account_logout"),
    path("inactive/", _inactive, name="account_inactive"),
    path("signup/", _signup, name="account_signup"),
    path("confirm-email/", never_cache(_confirm_address), name="account_email_verification_sent"),
    path("email/", _after_proof(_in_one_transaction(_addresses)), name="account_email"),
    path("password/change/", _after_proof(_change_password), name="account_change_password"),
    path("password/set/", _after_proof(_set_password), name="account_set_password"),
    path("password/reset/", _reset, name="account_reset_password"),
    path("password/reset/confirm/", never_cache(_reset_confirm), name="account_confirm_password_reset_code"),
    path("password/reset/complete/", never_cache(_reset_complete), name="account_complete_password_reset"),
    path("password/reset/done/", _reset_done, name="account_password_reset_completed"),
    path("prove/", proving.prove, name="prove"),
    path("prove/options/", proving.prove_options, name="prove_options"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/app/", second_factor.totp_add, name="second_factor_totp_add"),
    path("second-factor/key/", second_factor.key_add, name="second_factor_key_add"),
    path("second-factor/key/options/", second_factor.key_options, name="second_factor_key_options"),
    path("second-factor/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path(
        "second-factor/<str:kind>/<int:factor_id>/remove/",
        second_factor.factor_remove,
        name="second_factor_remove",
    ),
    path("mail/", mail.mail_choice, name="mail_choice"),
    path("mail/off/<int:user_id>/<slug:kind>/<str:signature>/", mail.mail_off, name="mail_off"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/create/", tokens.token_create, name="token_create"),
    path("tokens/report-leak/", report_leak, name="report_leak"),
    # Programs that follow no redirect with what they post.
    path("tokens/report-leak", report_leak),
    path("tokens/<slug:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
