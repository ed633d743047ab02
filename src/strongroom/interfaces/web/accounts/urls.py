"""Addresses under /account/: allauth's views with our forms and templates, and our own."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as theirs
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from strongroom.accounts.queries import is_in_directory
from strongroom.accounts.services import require_session
from strongroom.infra.db import write
from strongroom.interfaces.web.accounts import (
    closing,
    confirming,
    enrolment_code,
    export,
    forms,
    mail,
    mandate_letters,
    not_me,
    obligations,
    overview,
    provider,
    proving,
    recovering,
    recovery_codes,
    saml,
    second_factor,
    sessions,
    sign_in,
    tokens,
    vouchers,
)
from strongroom.interfaces.web.accounts.addresses import AddressesView
from strongroom.interfaces.web.accounts.lapsed import only_by_confirmed_address
from strongroom.interfaces.web.accounts.security import account_security
from strongroom.interfaces.web.leaks.views import report_leak
from strongroom.interfaces.web.signed_in import require_proof, session_key_of, user_id_signed_in

View = Callable[[HttpRequest], HttpResponse]


def _after_proof(view: View) -> View:
    """Let only somebody through who has just proved who they are."""

    @login_required
    @never_cache
    def asking(request: HttpRequest) -> HttpResponse:
        require_proof(request)
        return view(request)

    return asking


def _of_our_password(view: View) -> View:
    """Say where the password is, to whom it is not kept here."""

    @login_required
    @never_cache
    def asking(request: HttpRequest) -> HttpResponse:
        if is_in_directory(user_id_signed_in(request)):
            return render(request, "accounts/password_elsewhere.html")
        return view(request)

    return asking


def _in_one_transaction(view: View) -> View:
    """Let what allauth changes, our journal rows and the mail about it commit together or not at all."""

    @wraps(view)
    def together(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        with write():
            require_session(user_id_signed_in(request), key=session_key_of(request))
            return view(request)

    return together


_login = theirs.LoginView.as_view(form_class=forms.SignInForm, template_name="accounts/sign_in.html")
_logout = theirs.LogoutView.as_view(template_name="accounts/sign_out.html")
_signup = theirs.SignupView.as_view(
    form_class=forms.RegistrationForm,
    template_name="accounts/register.html",
    template_name_signup_closed="accounts/register_closed.html",
)
_confirm_address = theirs.ConfirmEmailVerificationCodeView.as_view(
    form_class=forms.ConfirmAddressForm, template_name="accounts/confirm_address.html"
)
_addresses = AddressesView.as_view()
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
    path("security/", account_security, name="account_security"),
    path("login/", _login, name="account_login"),
    path("login/second-factor/", sign_in.second_factor_sign_in, name="second_factor_sign_in"),
    path("login/second-factor/options/", sign_in.second_factor_options, name="second_factor_options"),
    path("login/passkey/", sign_in.passkey_sign_in, name="passkey_sign_in"),
    path("login/passkey/options/", sign_in.passkey_options, name="passkey_options"),
    path("provider/", provider.provider_sign_in, name="provider_sign_in"),
    path("provider/callback/", provider.provider_callback, name="provider_callback"),
    path("provider/saml/", saml.saml_answer, name="saml_answer"),
    path("provider/saml/finish/", saml.saml_finish, name="saml_finish"),
    path("provider/saml/metadata/", saml.saml_metadata, name="saml_metadata"),
    path("provider/cancelled/", provider.provider_cancelled, name="socialaccount_login_cancelled"),
    path("provider/register/", provider.FirstVisit.as_view(), name="socialaccount_signup"),
    path("provider/connect/", provider.provider_connect, name="provider_connect"),
    path("provider/disconnect/", provider.provider_disconnect, name="provider_disconnect"),
    path("login/confirm/", confirming.confirm_browser, name="confirm_browser"),
    path("login/confirm/again/", confirming.confirm_browser_again, name="confirm_browser_again"),
    path("logout/", _logout, name="account_logout"),
    path("signup/", _signup, name="account_signup"),
    path("confirm-email/", never_cache(_confirm_address), name="account_email_verification_sent"),
    path("email/", _after_proof(_in_one_transaction(_addresses)), name="account_email"),
    path(
        "password/change/", _of_our_password(_after_proof(_change_password)), name="account_change_password"
    ),
    path("password/set/", _of_our_password(_after_proof(_set_password)), name="account_set_password"),
    path("password/reset/", _reset, name="account_reset_password"),
    path(
        "password/reset/confirm/",
        never_cache(only_by_confirmed_address(_reset_confirm)),
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/reset/complete/",
        never_cache(only_by_confirmed_address(_reset_complete)),
        name="account_complete_password_reset",
    ),
    path("password/reset/done/", _reset_done, name="account_password_reset_completed"),
    path("prove/", proving.prove, name="prove"),
    path("prove/options/", proving.prove_options, name="prove_options"),
    path("prove/continue/", proving.prove_continue, name="prove_continue"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/app/", second_factor.totp_add, name="second_factor_totp_add"),
    path("second-factor/key/", second_factor.key_add, name="second_factor_key_add"),
    path("second-factor/key/options/", second_factor.key_options, name="second_factor_key_options"),
    path("second-factor/recovery-codes/", recovery_codes.recovery_codes, name="recovery_codes"),
    path(
        "second-factor/recovery-codes/confirm/",
        recovery_codes.recovery_codes_confirm,
        name="recovery_codes_confirm",
    ),
    path("second-factor/code/", enrolment_code.second_factor_code, name="second_factor_code"),
    path(
        "second-factor/<str:kind>/<int:factor_id>/remove/",
        second_factor.factor_remove,
        name="second_factor_remove",
    ),
    path("free-keys/", vouchers.free_keys, name="free_keys"),
    path("free-keys/<int:campaign_id>/", vouchers.free_key, name="free_key"),
    path("free-keys/<int:campaign_id>/show/", vouchers.free_key_show, name="free_key_show"),
    path("free-keys/<int:campaign_id>/give-up/", vouchers.free_key_give_up, name="free_key_give_up"),
    path("close/", closing.account_close, name="account_close"),
    path("export/", export.account_export, name="account_export"),
    path("recovery/", recovering.recovery_ask, name="recovery_ask"),
    path("recovery/<int:recovery_id>/object/", recovering.recovery_object, name="recovery_object"),
    path(
        "recovery/<int:recovery_id>/object/<int:reader_id>/<str:signature>/",
        recovering.recovery_object_by_link,
        name="recovery_object_by_link",
    ),
    path(
        "recovery/<int:recovery_id>/complete/<str:signature>/",
        recovering.recovery_complete,
        name="recovery_complete",
    ),
    path("obligations/", obligations.obligations, name="obligations"),
    path("letters/", mandate_letters.mandate_letters, name="mandate_letters"),
    path("letters/<slug:letter_id>/", mandate_letters.mandate_letter, name="mandate_letter"),
    path("mail/", mail.mail_choice, name="mail_choice"),
    path("mail/off/<int:user_id>/<slug:kind>/<str:signature>/", mail.mail_off, name="mail_off"),
    path("not-me/<int:change_id>/<str:signature>/", not_me.not_me, name="not_me"),
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/end-others/", sessions.other_sessions_end, name="other_sessions_end"),
    path("sessions/<slug:session_id>/end/", sessions.session_end, name="session_end"),
    path("sessions/browsers/<int:browser_id>/forget/", sessions.browser_forget, name="browser_forget"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/create/", tokens.token_create, name="token_create"),
    path("tokens/report-leak/", report_leak, name="report_leak"),
    # Programs that follow no redirect with what they post.
    path("tokens/report-leak", report_leak),
    path("tokens/<slug:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
