"""Sign-in through a company's identity provider, by OpenID Connect or SAML (beside: `saml`).

The protocol of the first is allauth's. Ours is what follows from it: whose account it is, what its ID token says about a
second factor, and that a proof given at the provider counts here as one.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.views import SignupView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.errors import AccountExists
from strongroom.foundation import clock
from strongroom.infra.db import write
from strongroom.interfaces.web.accounts.forms import ProviderRegistrationForm
from strongroom.interfaces.web.accounts.saml import SamlCompany
from strongroom.interfaces.web.accounts.session import keep_sign_in, remember_proof
from strongroom.interfaces.web.following import page_that_follows
from strongroom.interfaces.web.signed_in import require_proof, session_key_of

ASK_AGAIN = {"prompt": "login", "max_age": "0"}
"""Has the provider ask for a proof although somebody is signed in there (OpenID Connect Core 1.0, 3.1.2.1)."""


class _Issuer(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth carries no types
    """The provider, as allauth's client talks to it."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 - as allauth calls it
        return f"{settings.STRONGROOM_URL}{reverse('provider_callback')}"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        # allauth verifies no signature of an ID token that came straight from the provider. We do (OWASP ASVS 5.0, 6.8.2).
        self.did_fetch_access_token = False
        return data


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """What allauth asks of this site when somebody comes from the provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - as allauth calls it
        """Whoever the provider lets in may have an account here."""
        return True

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> Any:
        """Return an account that can wait in the session until its owner has said what the provider did not."""
        user = super().new_user(request, sociallogin)
        # Left to the default of its column, it is nothing that a session can keep.
        user.frozen_because = ""
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == "connect":
            _connect(request, sociallogin)
            raise ImmediateHttpResponse(redirect("account"))
        if not sociallogin.is_existing:
            return
        proof = _proof(sociallogin)
        keep_sign_in(request, proof)
        if request.user.pk == proof.user_id:
            # Signed in already: they came back to prove it once more, and nothing else changes.
            remember_proof(request, proof)
            request.session.cycle_key()
            raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or reverse("account")))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        """Make the account of somebody who comes for the first time. It has no password."""
        with write():
            user = super().save_user(request, sociallogin, form)
            if form is None:
                # Nothing was asked of them; who filled in a form was registered with it.
                services.register(user, now=clock.now())
            keep_sign_in(request, _proof(sociallogin))
        return user

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Return the one provider there is; allauth knows those of OpenID Connect by itself."""
        if settings.STRONGROOM_SAML is not None:
            return SamlCompany(request)
        return super().get_provider(request, provider, client_id)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002 - as allauth calls it
        error: Any = None,
        **_: Any,
    ) -> None:
        if error is not AuthError.CANCELLED:
            raise ImmediateHttpResponse(render(request, "accounts/provider_error.html", status=401))


class FirstVisit(SignupView):  # type: ignore[misc] # as above
    """Asks for what the provider did not say of somebody new, or what is taken here."""

    template_name = "accounts/provider_register.html"
    form_class = ProviderRegistrationForm

    def get_authenticated_redirect_url(self) -> str:
        return reverse("account")


@require_POST
@never_cache
def provider_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider, to sign in here or to prove once more who they are."""
    is_asked_again = request.user.is_authenticated
    return _sent(
        request,
        "login",
        next_url=page_that_follows(request, otherwise=reverse("account")),
        asked_again=is_asked_again,
    )


@login_required
@require_POST
@never_cache
def provider_connect(request: HttpRequest) -> HttpResponse:
    """Let whoever is signed in enter through the provider from now on."""
    require_proof(request)
    return _sent(request, "connect", next_url=reverse("account"))


@login_required
@require_POST
@never_cache
def provider_disconnect(request: HttpRequest) -> HttpResponse:
    """Let the account be entered through the provider no longer; it keeps its password."""
    services.disconnect_provider(require_proof(request), now=clock.now())
    return redirect("account")


@never_cache
@require_safe
def provider_callback(request: HttpRequest) -> HttpResponse:
    """Take somebody in whom the provider sends back."""
    _require_provider()
    if settings.STRONGROOM_SAML is not None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(_Issuer(request, settings.STRONGROOM_PROVIDER_ISSUER))
    response: HttpResponse = view(request)
    return response


@never_cache
@require_safe
def provider_cancelled(request: HttpRequest) -> HttpResponse:
    """Say that the sign-in was given up at the provider."""
    return render(request, "accounts/provider_cancelled.html")


def _sent(request: HttpRequest, process: str, *, next_url: str, asked_again: bool = False) -> HttpResponse:
    _require_provider()
    if settings.STRONGROOM_SAML is not None:
        return SamlCompany(request).redirect(request, process, next_url, asks_again=asked_again)
    provider = get_adapter(request).get_provider(request, settings.STRONGROOM_PROVIDER_ISSUER)
    provider.oauth2_adapter_class = _Issuer
    response: HttpResponse = provider.redirect(
        request, process, next_url=next_url, auth_params=dict(ASK_AGAIN) if asked_again else {}
    )
    return response


def _proof(sociallogin: SocialLogin) -> services.RecentProof:
    """Return the proof that a sign-in at the provider amounts to, by what its signed ID token or assertion says."""
    signed = "id_token" if settings.STRONGROOM_SAML is None else "assertion"
    claims = sociallogin.account.extra_data.get(signed) or {}
    return services.accept_provider(sociallogin.user.pk, services.Vouching.of(claims), now=clock.now())


def _connect(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Connect the account of whoever is signed in with the person at the provider; our mail tells of it, not allauth's."""
    proof = require_proof(request)
    if sociallogin.is_existing:
        if sociallogin.user.pk != proof.user_id:
            raise AccountExists(
                "You have another account here, which is entered through the provider.",
                next_step="Sign in at the provider, and end the connection on that account's page.",
            )
        return
    with write():
        services.require_session(proof.user_id, key=session_key_of(request))
        sociallogin.user = request.user
        sociallogin.save(request, connect=True)
        services.record_connection(proof.user_id, now=clock.now())


def _require_provider() -> None:
    if not settings.STRONGROOM_PROVIDER_ISSUER:
        raise Http404
