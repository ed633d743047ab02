"""How refusals look in the browser: one table, one page; and one line of JSON or text to programs."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.views.defaults import bad_request, page_not_found

from strongroom.accounts.errors import (
    AccountExists,
    AccountNeeded,
    AccountNotOpen,
    AddressMissing,
    AddressTooNew,
    AnswerRefused,
    ApprovalRefused,
    BannerUnfit,
    DeedNotCovered,
    DirectoryEntryUnfit,
    DirectoryHasPassword,
    DirectoryUnavailable,
    DumpUnreadable,
    FactorMissing,
    FactorNameTaken,
    FactorRefused,
    InvalidUsername,
    LastFactorNeeded,
    MailedCodeNeeded,
    OperatorRoleUnfit,
    PasswordBreached,
    PasswordMissing,
    PasswordRefused,
    PasswordsBusy,
    ProofNeeded,
    ProviderAnswerUnfit,
    RecoveryUnfit,
    SessionEnded,
    StandingUnfit,
    TokenEndUnfit,
    TokenNameMissing,
)
from strongroom.catalog.errors import (
    AccountClosed,
    FileExists,
    FilenameUsed,
    InvitationLapsed,
    LastOwner,
    MemberExists,
    NameRefused,
    NamespaceReserved,
    NamespaceTaken,
    NamespaceUnfit,
    NameTaken,
    NotInCustody,
    NotOfOrganization,
    ProjectExists,
    RecipientUnprotected,
    ReleaseQuarantined,
    ReportUnfit,
    RightNotDirect,
    RoleExists,
    StatusUnfit,
    VersionWithdrawn,
)
from strongroom.criticality.errors import (
    ContestUnfit,
    NamingUnfit,
    PolicyUnfit,
    RunFileDiffers,
    RunFileUnfit,
    RunOutOfOrder,
    RunsStay,
)
from strongroom.downloads.errors import DetailsRefused
from strongroom.foundation.errors import NotFound, Refusal, nearest
from strongroom.foundation.names import InvalidName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import TokenTooLarge
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.interfaces.web.kept_forms import keep_form
from strongroom.interfaces.web.programs import asked_by_program, message
from strongroom.mandates.errors import (
    AnnouncementUnfit,
    BrownOutUnfit,
    CampaignOver,
    CampaignUnfit,
    ClaimUnfit,
    DemandUnfit,
    DraftStale,
    GiftNeedsTwo,
    GiftUnfit,
    MandateRunning,
    NotAllowed,
    NoticeTooShort,
    RequirementUnfit,
)
from strongroom.readpath.upstream.errors import UpstreamTrouble
from strongroom.simulation.errors import NotBegun, OnlyLookedAt

REFUSALS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    ReasonUnfit: HTTPStatus.BAD_REQUEST,
    InvalidName: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    ProofNeeded: HTTPStatus.FORBIDDEN,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    AccountExists: HTTPStatus.CONFLICT,
    AccountNotOpen: HTTPStatus.FORBIDDEN,
    AccountNeeded: HTTPStatus.CONFLICT,
    AnswerRefused: HTTPStatus.UNAUTHORIZED,
    ApprovalRefused: HTTPStatus.FORBIDDEN,
    AddressMissing: HTTPStatus.CONFLICT,
    AddressTooNew: HTTPStatus.CONFLICT,
    BannerUnfit: HTTPStatus.BAD_REQUEST,
    DeedNotCovered: HTTPStatus.FORBIDDEN,
    DirectoryEntryUnfit: HTTPStatus.FORBIDDEN,
    DirectoryHasPassword: HTTPStatus.CONFLICT,
    DirectoryUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    DumpUnreadable: HTTPStatus.BAD_REQUEST,
    FactorMissing: HTTPStatus.BAD_REQUEST,
    FactorNameTaken: HTTPStatus.CONFLICT,
    FactorRefused: HTTPStatus.BAD_REQUEST,
    InvalidUsername: HTTPStatus.BAD_REQUEST,
    LastFactorNeeded: HTTPStatus.CONFLICT,
    OperatorRoleUnfit: HTTPStatus.CONFLICT,
    PasswordMissing: HTTPStatus.CONFLICT,
    PasswordBreached: HTTPStatus.FORBIDDEN,
    PasswordRefused: HTTPStatus.BAD_REQUEST,
    PasswordsBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderAnswerUnfit: HTTPStatus.FORBIDDEN,
    SessionEnded: HTTPStatus.FORBIDDEN,
    StandingUnfit: HTTPStatus.CONFLICT,
    RecoveryUnfit: HTTPStatus.CONFLICT,
    TokenEndUnfit: HTTPStatus.BAD_REQUEST,
    TokenNameMissing: HTTPStatus.BAD_REQUEST,
    TokenRefused: HTTPStatus.FORBIDDEN,
    TokenTooLarge: HTTPStatus.BAD_REQUEST,
    AccountClosed: HTTPStatus.CONFLICT,
    FileExists: HTTPStatus.CONFLICT,
    FilenameUsed: HTTPStatus.CONFLICT,
    VersionWithdrawn: HTTPStatus.CONFLICT,
    ReleaseQuarantined: HTTPStatus.CONFLICT,
    InvitationLapsed: HTTPStatus.CONFLICT,
    LastOwner: HTTPStatus.CONFLICT,
    MemberExists: HTTPStatus.CONFLICT,
    NameRefused: HTTPStatus.BAD_REQUEST,
    NameTaken: HTTPStatus.CONFLICT,
    NotInCustody: HTTPStatus.CONFLICT,
    NotOfOrganization: HTTPStatus.CONFLICT,
    ProjectExists: HTTPStatus.CONFLICT,
    NamespaceReserved: HTTPStatus.CONFLICT,
    NamespaceTaken: HTTPStatus.CONFLICT,
    NamespaceUnfit: HTTPStatus.BAD_REQUEST,
    OperatorsOnly: HTTPStatus.FORBIDDEN,
    RecipientUnprotected: HTTPStatus.CONFLICT,
    ReportUnfit: HTTPStatus.BAD_REQUEST,
    RightNotDirect: HTTPStatus.CONFLICT,
    RoleExists: HTTPStatus.CONFLICT,
    StatusUnfit: HTTPStatus.CONFLICT,
    AnnouncementUnfit: HTTPStatus.CONFLICT,
    DraftStale: HTTPStatus.CONFLICT,
    CampaignOver: HTTPStatus.CONFLICT,
    CampaignUnfit: HTTPStatus.BAD_REQUEST,
    ClaimUnfit: HTTPStatus.CONFLICT,
    MandateRunning: HTTPStatus.CONFLICT,
    BrownOutUnfit: HTTPStatus.BAD_REQUEST,
    DemandUnfit: HTTPStatus.BAD_REQUEST,
    RequirementUnfit: HTTPStatus.CONFLICT,
    NoticeTooShort: HTTPStatus.BAD_REQUEST,
    ContestUnfit: HTTPStatus.CONFLICT,
    GiftNeedsTwo: HTTPStatus.CONFLICT,
    GiftUnfit: HTTPStatus.CONFLICT,
    NamingUnfit: HTTPStatus.CONFLICT,
    PolicyUnfit: HTTPStatus.BAD_REQUEST,
    RunFileDiffers: HTTPStatus.CONFLICT,
    RunFileUnfit: HTTPStatus.BAD_REQUEST,
    RunOutOfOrder: HTTPStatus.CONFLICT,
    RunsStay: HTTPStatus.CONFLICT,
    DetailsRefused: HTTPStatus.SERVICE_UNAVAILABLE,
    NotBegun: HTTPStatus.SERVICE_UNAVAILABLE,
    OnlyLookedAt: HTTPStatus.FORBIDDEN,
    UpstreamTrouble: HTTPStatus.BAD_GATEWAY,
    Refusal: HTTPStatus.BAD_REQUEST,
}
"""Status of each kind of refusal; the nearest class in a refusal's ancestry counts."""


_TEMPLATES = {
    HTTPStatus.UNAUTHORIZED: "accounts/provider_error.html",
    HTTPStatus.FORBIDDEN: "403.html",
    HTTPStatus.NOT_FOUND: "404.html",
    HTTPStatus.CONFLICT: "409.html",
    HTTPStatus.TOO_MANY_REQUESTS: "429.html",
    HTTPStatus.BAD_GATEWAY: "502.html",
    HTTPStatus.SERVICE_UNAVAILABLE: "503.html",
}


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the HTTP status of a refusal."""
    return nearest(REFUSALS, refusal)


class RefusalPages:
    """Shows a refusal as a page that says what, why and what next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the view's response; in words where somebody looks at what is only sent to."""
        response = self.get_response(request)
        is_looked_at = isinstance(response, HttpResponseNotAllowed) and request.method in ("GET", "HEAD")
        if not is_looked_at or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal; let every other exception pass."""
        if isinstance(exception, ProofNeeded):
            keep_form(request)
            page = "second_factor_code" if isinstance(exception, MailedCodeNeeded) else "prove"
            return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
        if isinstance(exception, Refusal):
            return refusal_page(request, exception)
        return None


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return a refusal as a page, or as one line where a program asks."""
    status = status_of(refusal)
    if asked_by_program(request):
        response = message(request, refusal.message, status=status)
    else:
        response = render(request, _TEMPLATES.get(status, "400.html"), {"refusal": refusal}, status=status)
    if isinstance(refusal, TooManyAttempts):
        response.headers["Retry-After"] = http_date(refusal.retry_at.timestamp())
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that there is not, in the same ways."""
    if asked_by_program(request):
        return message(request, "There is nothing at this address.", status=HTTPStatus.NOT_FOUND)
    return page_not_found(request, exception)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses, such as thousands of fields or a session that has ended meanwhile, in the same ways."""
    if isinstance(exception, SessionInterrupted):
        return refusal_page(request, SessionEnded())
    if asked_by_program(request):
        words = "This request cannot be read. Something in its address is not as it should be."
        return message(request, words, status=HTTPStatus.BAD_REQUEST)
    return bad_request(request, exception)
