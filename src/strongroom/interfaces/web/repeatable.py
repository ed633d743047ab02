"""Answers that are sent once: with an ETag of their content, and 304 to whoever has it already."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag

View = Callable[..., HttpResponse]


def repeatable(view: View) -> View:
    """Give the answers of a view an ETag, unless it gave one, and answer conditional requests.

    Django's own `conditional_page` leaves HEAD out, whose headers are to be those of GET (RFC 9110, section 9.3.2).
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if "ETag" not in response:
            set_response_etag(response)
        # It returns the response that it is given, or one that says that this is known.
        return cast(
            HttpResponse, get_conditional_response(request, etag=response.get("ETag"), response=response)
        )

    return answered
