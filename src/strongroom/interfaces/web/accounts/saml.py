"""Sign-in through a company's identity provider that speaks SAML.

The provider's answer is posted by the browser from another site, and so without the cookie of the session, which is kept
from such posts. So it is only looked at there; then the browser is sent here by itself, with a ticket and with its
session, and the session has to have asked what the answer answers. Nothing of it needs a weaker cookie.
Single logout is not offered: sessions end as `accounts.rules.sessions` says.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import Provider
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.services import Attested, Fault
from strongroom.accounts.upstream.saml.provider import SamlProvider
from strongroom.foundation import clock


class SamlCompany(Provider):  # type: ignore[misc] # allauth carries no types
    """The provider, as allauth knows one: it makes a sign-in of what an assertion says."""

    uses_apps = False

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.id = settings.STRONGROOM_PROVIDER_ISSUER
        self.name = settings.STRONGROOM_PROVIDER_NAME

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        *,
        asks_again: bool = False,
    ) -> HttpResponse:
        """Send the browser to the provider with a question that only this session can have answered."""
        # An XML ID begins with no digit.
        question_id = f"_{secrets.token_hex(20)}"
        self.stash_redirect_state(request, process, next_url, data, state_id=question_id)
        return redirect(_provider().question_url(question_id, asks_again=asks_again, now=clock.now()))

    def extract_uid(self, data: Attested) -> str:
        return data.known_by

    def extract_extra_data(self, data: Attested) -> dict[str, Any]:
        """Return how the person proved who they are, in the words of the other protocol: one rule judges both."""
        return {"assertion": {"acr": data.context, "auth_time": data.proved_at}}

    def extract_common_fields(self, data: Attested) -> dict[str, str]:
        return {"username": data.username, "email": data.address}

    def extract_email_addresses(self, data: Attested) -> list[EmailAddress]:
        """Return the address, which nobody has confirmed: SAML has no word for that."""
        return [EmailAddress(email=data.address, verified=False, primary=True)] if data.address else []


@never_cache
@csrf_exempt
@require_POST
def saml_answer(request: HttpRequest) -> HttpResponse:
    """Look at the answer of the provider; whatever it is, the browser goes on to where its session is seen.

    No token against forged posts is asked for: an answer does nothing by itself, wherever it comes from.
    """
    provider = _provider()
    try:
        ticket = services.bring_answer(_posted(request), provider, now=clock.now())
    except AnswerRefused:
        ticket = ""
    response = redirect(f"{reverse('saml_finish')}?{urlencode({'ticket': ticket})}")
    # 303: what follows is fetched, and nothing is posted again.
    response.status_code = 303
    return response


@never_cache
@require_safe
def saml_finish(request: HttpRequest) -> HttpResponse:
    """Take somebody in whose answer was in order, if it answers what this session has asked.

    Raises:
        AnswerRefused: there is no such answer, or another browser asked for it.
        ProviderAnswerUnfit: it does not say in a way that lasts who they are.
    """
    provider, company, now = _provider(), SamlCompany(request), clock.now()
    attested = services.take_answer(request.GET.get("ticket", ""), now=now)
    state = statekit.unstash_state(request, state_id=attested.question_id, provider_id=company.sub_id)
    if state is None:
        services.record_refused_answer(Fault.NOT_ASKED_FOR, provider, now=now)
        raise AnswerRefused(Fault.NOT_ASKED_FOR)
    login = company.sociallogin_from_response(request, attested)
    login.state = state
    response: HttpResponse = complete_social_login(request, login)
    return response


@never_cache
@require_safe
def saml_metadata(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Return what the operators of the provider register of this index."""
    return HttpResponse(
        _provider().our_metadata(), content_type="application/samlmetadata+xml; charset=utf-8"
    )


def _posted(request: HttpRequest) -> str:
    """Return the answer that was posted; empty if there is none, or far too much."""
    try:
        return str(request.POST.get("SAMLResponse", ""))
    except RequestDataTooBig:
        return ""


def _provider() -> SamlProvider:
    """Return the provider; where there is none, there is no such page either."""
    provider: SamlProvider | None = settings.STRONGROOM_SAML
    if provider is None:
        raise Http404
    return provider
