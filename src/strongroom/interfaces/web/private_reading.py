"""Keeps the pages of a private index from whoever is not signed in.

People are sent to sign in. Programs that read what Django answers (feeds, XML-RPC, pages as data, files of runs) bring an API
token, as installers do, and are told with 401 where they bring none. What has to be open stays open; whatever is not
in that list is closed, also addresses that do not exist.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from strongroom.accounts.services import require_reader
from strongroom.foundation import clock
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.recognition import CHALLENGE, token_in

OPEN = ("/account/", "/help/", "/first-operator/", "/legacy/", "/_mail/")
"""What signing in needs, and what has a question of its own: uploads, the operators' link, the letters of a demo."""
OPEN_EXACTLY = ("/healthz", "/legacy")
FOR_PROGRAMS = ("/rss/", "/pypi", "/dashboard.json")
DATA = re.compile(r"/dashboard/[^/]+\.(json|csv)|/runs/[^/]+(\.json|/file)|/project/[^/]+/critical\.json")
"""Addresses of data among those of pages."""


class PrivateReading:
    """Asks before every view, where reading is not public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the view's response to whoever may see it."""
        if settings.STRONGROOM_READ_PUBLIC or _is_open(request.path):
            return self.get_response(request)
        response = self._answer(request)
        patch_cache_control(response, private=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return self.get_response(request)
        if not _is_for_programs(request.path):
            return redirect_to_login(request.get_full_path())
        try:
            require_reader(_token(request), now=clock.now())
        except TokenRefused as refusal:
            text = refusal.message + "\n"
            headers = {"WWW-Authenticate": CHALLENGE}
            return HttpResponse(text, "text/plain; charset=utf-8", status=401, headers=headers)
        return self.get_response(request)


def _is_open(path: str) -> bool:
    return path in OPEN_EXACTLY or path.startswith(OPEN)


def _is_for_programs(path: str) -> bool:
    return path.startswith(FOR_PROGRAMS) or DATA.fullmatch(path) is not None


def _token(request: HttpRequest) -> str:
    """Return the API token that the request brings.

    Raises:
        TokenRefused: if it brings none.
    """
    made_at = f"{settings.STRONGROOM_URL}/account/tokens/"
    return token_in(request.headers.get("Authorization", ""), made_at=made_at)
