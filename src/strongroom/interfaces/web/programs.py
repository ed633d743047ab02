"""Refusals for programs, in place of a page: JSON at an address that ends in `.json`, plain text at one in `.csv`."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

_JSON, _CSV = ".json", ".csv"


def asked_by_program(request: HttpRequest) -> bool:
    """Say whether what is answered is no page: a program reads it, or somebody who saves a table."""
    return request.path.endswith((_JSON, _CSV))


def message(request: HttpRequest, words: str, *, status: HTTPStatus) -> HttpResponse:
    """Return words in place of the data that were asked for.

    Of JSON, `{"message": …}`, as in the rest of the index. Of CSV, a line of text: a table could be taken for the data.
    """
    if request.path.endswith(_CSV):
        return HttpResponse(f"{words}\n", "text/plain; charset=utf-8", status)
    return JsonResponse({"message": words}, status=status)
