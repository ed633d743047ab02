"""What every page knows: the name of the index, the version, what is asked of whoever is signed in, and banners."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from strongroom.accounts.queries import get_person, list_banners, roles_of
from strongroom.accounts.services import Audience
from strongroom.foundation import clock
from strongroom.interfaces.web.accounts.navigation import account_navigation
from strongroom.interfaces.web.address_notice import AddressNotice, find_address_notice
from strongroom.interfaces.web.asked import Obligation, find_obligation
from strongroom.interfaces.web.contact import contact_url
from strongroom.interfaces.web.hands_notice import HandsNotice, find_hands_notice
from strongroom.mandates.queries import list_asked

_SIMULATION = "This is a simulation of July 2022: its projects, people and downloads are made up, and nothing can be installed."


def index_facts(request: HttpRequest) -> dict[str, Any]:
    """Return the context of `base.html`. Nothing is asked of the database before a template does."""
    asked_of_you = SimpleLazyObject(lambda: _asked_of(request))
    return {
        "index_name": settings.STRONGROOM_NAME,
        "contact_url": contact_url(),
        "provider_name": settings.STRONGROOM_PROVIDER_ISSUER and settings.STRONGROOM_PROVIDER_NAME,
        "directory_name": settings.STRONGROOM_DIRECTORY and settings.STRONGROOM_LDAP_NAME,
        "strongroom_version": settings.STRONGROOM_VERSION,
        "index_is_private": not settings.STRONGROOM_READ_PUBLIC,
        "index_is_simulation": settings.STRONGROOM_SIMULATION,
        "asked_of_you": asked_of_you,
        "address_notice": SimpleLazyObject(lambda: _address_notice(request)),
        "hands_notice": SimpleLazyObject(lambda: _hands_notice(request)),
        "account_navigation": SimpleLazyObject(lambda: account_navigation(request)),
        "banners": SimpleLazyObject(lambda: _banners(asked_of_you)),
        "operates": SimpleLazyObject(lambda: _operates(request)),
    }


def _asked_of(request: HttpRequest) -> Obligation | None:
    # A request that was refused early has no user: the middleware that knows was not reached.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    now = clock.now()
    return find_obligation(list_asked(get_person(user.pk), now=now), now=now)


def _address_notice(request: HttpRequest) -> AddressNotice | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return find_address_notice(user.pk, now=clock.now())


def _hands_notice(request: HttpRequest) -> HandsNotice | None:
    """Look for one only where the account that signed in says that there may be one."""
    user, now = getattr(request, "user", None), clock.now()
    until = getattr(user, "hands_until", None)
    return None if user is None or until is None or until <= now else find_hands_notice(user.pk, now=now)


def _banners(asked_of_you: Any) -> list[str]:
    """Return what operators tell whoever looks. Who is bound is asked only if something is said to them."""
    now = clock.now()
    simulated = [_SIMULATION] if settings.STRONGROOM_SIMULATION else []
    return simulated + [
        one.text
        for one in list_banners(now=now)
        if one.begins_at <= now and (one.audience is Audience.EVERYBODY or asked_of_you)
    ]


def _operates(request: HttpRequest) -> bool:
    """Say whether the desk of the operators is there for whoever looks."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and bool(roles_of(user.pk))
