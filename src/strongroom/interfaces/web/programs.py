"""Refusals for programs: at an address that ends in `.json`, one line of JSON in place of a page."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

_ENDING = ".json"


def asked_by_program(request: HttpRequest) -> bool:
    """Say whether no person looks at what is answered."""
    return request.path.endswith(_ENDING)


def message(words: str, *, status: HTTPStatus) -> JsonResponse:
    """Return the refusal in the form that the rest of the index uses for programs: `{"message": …}`."""
    return JsonResponse({"message": words}, status=status)
