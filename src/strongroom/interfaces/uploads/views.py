"""One view: authenticate, receive, publish, answer."""

from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from strongroom.accounts.services import Seen, authenticate_token
from strongroom.foundation import clock
from strongroom.foundation.client_addresses import client_address
from strongroom.foundation.errors import Refusal
from strongroom.foundation.tokens.recognition import token_in
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.uploads.actions import answer_without_upload, refused_action
from strongroom.interfaces.uploads.answers import answer, refuse
from strongroom.interfaces.uploads.errors import QueryUnreadable, TlsRequired
from strongroom.interfaces.uploads.form import receive
from strongroom.mandates.errors import NotAllowed, ReadOnly
from strongroom.mandates.services import count_refused_upload
from strongroom.publishing.services import Upload, check_open, publish


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Publish one file. No cookie counts here, only an API token."""
    try:
        _check_query(request)
        return _upload(request) if request.method == "POST" else answer_without_upload(request)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and not isinstance(refusal, ReadOnly):
            # Who gets here has shown an API token. A database that can only be read stays untouched.
            count_refused_upload(refusal, on=clock.today())
        return refuse(request, refusal)
    except (
        MultiPartParserError,
        TooManyFieldsSent,
        TooManyFilesSent,
        RequestDataTooBig,
        UnicodeError,
        UnreadablePostError,
    ) as error:
        return answer(
            request,
            HTTPStatus.BAD_REQUEST,
            f"The upload form cannot be read: {str(error).rstrip('.: ')}. Send it again.",
        )


@csrf_exempt
def missing_slash(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send clients to the right address without turning their POST into a GET."""
    response = HttpResponsePermanentRedirect("/legacy/")
    response.status_code = HTTPStatus.PERMANENT_REDIRECT
    return response


def _check_query(request: HttpRequest) -> None:
    """Refuse bytes that are no text, of which Django would make question marks.

    Raises:
        QueryUnreadable: if there are some.
    """
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryUnreadable(
            "The query string has bytes in it that are no UTF-8.", next_step="Leave it out."
        ) from error


def _check_tls(request: HttpRequest) -> None:
    """Take no token and no file in the clear where the index has an address with https.

    Raises:
        TlsRequired: if they came so.
    """
    if settings.STRONGROOM_URL.startswith("https://") and not request.is_secure():
        raise TlsRequired(
            "SSL is required: this upload came over plain HTTP.",
            why="Others could have read the API token and changed the file.",
            next_step=f"Upload to {settings.STRONGROOM_URL}/legacy/ with a new token. Where a proxy terminates TLS, "
            "its operator sets STRONGROOM_PROXIES and passes X-Forwarded-Proto.",
        )


def _upload(request: HttpRequest) -> HttpResponse:
    _check_tls(request)
    check_open()
    token = token_in(
        request.headers.get("Authorization", ""), made_at=f"{settings.STRONGROOM_URL}/account/tokens/"
    )
    seen = _seen(request)
    authenticate_token(token, now=clock.now(), seen=seen)
    contents = ContentStore(settings.STRONGROOM_CONTENT_FOLDER)
    with contents.stage() as staged:
        form = receive(request, staged, limit_bytes=settings.STRONGROOM_FILE_LIMIT_BYTES)
        # A body may take hours. What counts is who holds which right when all of it is here: a token
        # that was revoked meanwhile, or a deadline that has passed, must not be outlived by an upload.
        now = clock.now()
        by = authenticate_token(token, now=now, seen=seen)
        refused = refused_action(request, form.fields.get(":action", []))
        if refused is not None:
            return refused
        receipt = publish(
            Upload(
                fields=form.fields,
                filename=form.filename,
                content_type=form.content_type,
                size_bytes=form.size_bytes,
                misplaced=form.misplaced,
                staged=staged,
                address=seen.address,
            ),
            contents=contents,
            by=by,
            now=now,
        )
    body = "\n".join((*(f"WARNING: {warning}" for warning in receipt.warnings), receipt.message, ""))
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


def _seen(request: HttpRequest) -> Seen:
    address = client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.STRONGROOM_PROXIES,
    )
    return Seen(request.headers.get("User-Agent", ""), address)
