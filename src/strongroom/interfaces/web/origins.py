"""Where and with what somebody sends a request, said to the journal for all that the request changes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.foundation.client_addresses import PlaceKind, client_address, place_of
from strongroom.foundation.client_words import client_words
from strongroom.infra.journal.origins import Origin, made_from


class JournalOrigins:
    """Gives every fact that a request records its origin: a network, never the address, and the program in words.

    Uploads pass through it like pages do, at no statement's cost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response."""
        with made_from(origin_of(request)):
            return self.get_response(request)


def origin_of(request: HttpRequest) -> Origin:
    """Return from where and with what a request was sent."""
    address = client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.STRONGROOM_PROXIES,
    )
    place = place_of(address)
    where = place.site if place.kind not in {PlaceKind.LOOPBACK, PlaceKind.UNKNOWN} else place.kind.value
    return Origin(where, client_words(request.headers.get("User-Agent", "")) or "an unknown program")
