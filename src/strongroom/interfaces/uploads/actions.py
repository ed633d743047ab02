"""What a request wants from the upload address, by its method and its `:action`."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.interfaces.uploads.answers import answer

UPLOAD = "file_upload"
GONE = frozenset(("submit", "submit_pkg_info", "doc_upload"))
READING = ("GET", "HEAD")


def answer_without_upload(request: HttpRequest) -> HttpResponse:
    """Answer a request that is no POST: say what this address is for."""
    action = request.GET.get(":action", "")
    if action in GONE:
        return _gone(request, action)
    if action == UPLOAD or request.method not in READING:
        return _not_so(request, f"Upload with POST. {_how()}", allowed=("POST",))
    return HttpResponse(f"{_how()}\n", content_type="text/plain; charset=utf-8")


def refused_action(request: HttpRequest, actions: list[str]) -> HttpResponse | None:
    """Return the answer to a form with another action than the upload of a file; None where that is it."""
    action = actions[0] if actions else ""
    if action == UPLOAD:
        return None
    if action in GONE:
        return _gone(request, action)
    return _not_so(request, f"The form has no known :action. {_how()}", allowed=READING)


def _gone(request: HttpRequest, action: str) -> HttpResponse:
    message = f"The action {action!r} is gone. Upload the file itself; nothing needs to be registered before."
    return answer(request, HTTPStatus.GONE, message)


def _not_so(request: HttpRequest, message: str, *, allowed: tuple[str, ...]) -> HttpResponse:
    response = answer(request, HTTPStatus.METHOD_NOT_ALLOWED, message)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _how() -> str:
    example = f"twine upload --repository-url {settings.STRONGROOM_URL}/legacy/ dist/*"
    return f"This is the upload address of {settings.STRONGROOM_NAME}. Upload to it with a current tool, for example: {example}"
