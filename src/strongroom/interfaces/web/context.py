"""What every page knows: the name of the index, the version, and what is asked of whoever is signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from strongroom.accounts.queries import get_person
from strongroom.foundation import clock
from strongroom.interfaces.web.asked import Obligation, find_obligation
from strongroom.mandates.queries import list_asked


def index_facts(request: HttpRequest) -> dict[str, Any]:
    """Return the context of `base.html`. Nothing is asked of the database before a template does."""
    return {
        "index_name": settings.STRONGROOM_NAME,
        "strongroom_version": settings.STRONGROOM_VERSION,
        "index_is_private": not settings.STRONGROOM_READ_PUBLIC,
        "asked_of_you": SimpleLazyObject(lambda: _asked_of(request)),
    }


def _asked_of(request: HttpRequest) -> Obligation | None:
    # A request that was refused early has no user: the middleware that knows was not reached.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    now = clock.now()
    return find_obligation(list_asked(get_person(user.pk), now=now), today=now.date())
