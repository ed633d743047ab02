"""One view: authenticate, receive, publish, answer."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from strongroom.accounts.services import authenticate_token
from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.foundation.tokens.recognition import token_in
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.uploads.answers import answer, refuse
from strongroom.interfaces.uploads.form import receive
from strongroom.publishing.services import Upload, publish

GONE_ACTIONS = {"submit", "submit_pkg_info", "doc_upload"}


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Publish one file. No cookie counts here, only an API token."""
    if request.method != "POST":
        return answer(request, *_how_to_upload())
    try:
        return _upload(request)
    except Refusal as refusal:
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


def _upload(request: HttpRequest) -> HttpResponse:
    token = token_in(
        request.headers.get("Authorization", ""), made_at=f"{settings.STRONGROOM_URL}/account/tokens/"
    )
    authenticate_token(token, now=clock.now())
    contents = ContentStore(settings.STRONGROOM_CONTENT_FOLDER)
    with contents.stage() as staged:
        form = receive(request, staged, limit_bytes=settings.STRONGROOM_FILE_LIMIT_BYTES)
        # A body may take hours. What counts is who holds which right when all of it is here: a token
        # that was revoked meanwhile, or a deadline that has passed, must not be outlived by an upload.
        now = clock.now()
        by = authenticate_token(token, now=now)
        refused = _refused_action(form.fields.get(":action", []))
        if refused is not None:
            return answer(request, *refused)
        receipt = publish(
            Upload(
                fields=form.fields,
                filename=form.filename,
                content_type=form.content_type,
                size_bytes=form.size_bytes,
                misplaced=form.misplaced,
                staged=staged,
            ),
            contents=contents,
            by=by,
            now=now,
        )
    body = "\n".join((*(f"WARNING: {warning}" for warning in receipt.warnings), receipt.message, ""))
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


def _refused_action(actions: list[str]) -> tuple[HTTPStatus, str] | None:
    action = actions[0] if actions else ""
    if action == "file_upload":
        return None
    if action in GONE_ACTIONS:
        return (
            HTTPStatus.GONE,
            f"The action {action!r} is gone. Upload the file itself; nothing needs to be registered before.",
        )
    return (
        HTTPStatus.BAD_REQUEST,
        "The form has no known :action. Upload with twine, uv or another current tool.",
    )


def _how_to_upload() -> tuple[HTTPStatus, str]:
    example = f"twine upload --repository-url {settings.STRONGROOM_URL}/legacy/ dist/*"
    message = f"This is the upload address of {settings.STRONGROOM_NAME}. Upload to it with POST, for example: {example}"
    return HTTPStatus.METHOD_NOT_ALLOWED, message
