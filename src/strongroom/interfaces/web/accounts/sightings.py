"""Keeps in each session when, from where and with what it was last seen: what its owner finds it by."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from strongroom.accounts.services import Sighting
from strongroom.accounts.session_store import SIGHTING_KEY
from strongroom.foundation import clock
from strongroom.infra.journal.origins import current_origin
from strongroom.interfaces.web.signed_in import METHOD_KEY


class SessionSightings:
    """Renews what a session shows of itself, every few minutes: so it ends when nothing is heard of it for long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response. A request that asked for no session is left alone."""
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            _renew(request)
        return response


def begin_sighting(request: HttpRequest, *, browser_id: int | None) -> None:
    """Let a session begin now, in this browser. Its cookie goes when the browser is closed."""
    now = clock.now()
    _keep(request, Sighting(begun_at=now, last_seen_at=now, browser_id=browser_id))
    request.session.set_expiry(0)


def _renew(request: HttpRequest) -> None:
    mark = request.session.get(SIGHTING_KEY)
    if mark is None:
        begin_sighting(request, browser_id=None)
    elif Sighting.from_mark(mark).is_to_be_renewed(clock.now()):
        _keep(request, Sighting.from_mark(mark))


def _keep(request: HttpRequest, last: Sighting) -> None:
    origin = current_origin()
    seen = Sighting(
        begun_at=last.begun_at,
        last_seen_at=clock.now(),
        client=origin.client,
        place=origin.place,
        method=request.session.get(METHOD_KEY, ""),
        browser_id=last.browser_id,
    )
    request.session[SIGHTING_KEY] = seen.mark()
