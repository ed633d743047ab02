"""The form that was being sent when a fresh proof was asked for: kept on the server, to be sent once it is given.

One at a time, for ten minutes, for the person who sent it, and only what a browser's page sent after the CSRF check
let it pass: a form forged by another site is refused before it could be kept. What is kept is sent again by the
person, to the address it was meant for, by a button under what it says; nothing is done by the proof itself.

Passwords, codes and tokens are never kept, nor files: a form with one of them is to be filled in again.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from strongroom.accounts.services import VALID_FOR
from strongroom.foundation import clock

_KEY = "kept_form"
LONGEST_CHARACTERS = 64 * 1024
"""Of all names and values together; the longest form of these pages is far below."""

_CSRF_FIELD = "csrfmiddlewaretoken"
_SECRET = re.compile(r"passw|code|otp|token|secret|response|signature", re.IGNORECASE)

_NO_FILES = "It has a file, and files are not kept."
_NO_SECRETS = "It has a password or a code in it, which are never kept."
_TOO_LONG = "It is too long to be kept."


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was sent.

    Args:
        address: Path and query on this index, where it was sent to.
        fields: Names and values, in the order in which they were sent; empty where it was not kept.
        lost_because: Why it was not kept; empty if it was.
    """

    address: str
    fields: tuple[tuple[str, str], ...] = ()
    lost_because: str = ""


def is_secret(name: str) -> bool:
    """Say whether a field of this name, of any form of these pages, may hold what is kept nowhere."""
    return _SECRET.search(name) is not None


def keep_form(request: HttpRequest) -> None:
    """Keep what was posted, in place of what was kept before; or why it cannot be kept."""
    if request.method != "POST" or not _is_of_a_page(request):
        return
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != _CSRF_FIELD
    ]
    lost = _why_lost(request, fields)
    request.session[_KEY] = {
        "user_id": request.user.pk,
        "at": clock.now().isoformat(),
        "address": request.get_full_path(),
        "fields": [] if lost else fields,
        "lost_because": lost,
    }


def find_kept_form(request: HttpRequest) -> KeptForm | None:
    """Return what was kept for whoever is signed in; None if nothing was, or ten minutes ago."""
    mark: dict[str, Any] | None = request.session.get(_KEY)
    if mark is None or mark["user_id"] != request.user.pk:
        return None
    if clock.now() >= datetime.fromisoformat(mark["at"]) + VALID_FOR:
        del request.session[_KEY]
        return None
    fields = tuple((name, value) for name, value in mark["fields"])
    return KeptForm(mark["address"], fields, mark["lost_because"])


def _is_of_a_page(request: HttpRequest) -> bool:
    """A page sent it, not one of its scripts, and the CSRF check was not left out for it."""
    view = request.resolver_match.func if request.resolver_match else None
    by_navigation = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return by_navigation and not getattr(view, "csrf_exempt", False)


def _why_lost(request: HttpRequest, fields: list[tuple[str, str]]) -> str:
    if request.FILES:
        return _NO_FILES
    if any(is_secret(name) for name, _ in fields):
        return _NO_SECRETS
    return _TOO_LONG if sum(len(name) + len(value) for name, value in fields) > LONGEST_CHARACTERS else ""
