"""Trusted browsers: a sign-in from one needs no confirmation by mail.

A browser is a secret in a cookie; a row says for whom it was confirmed and when. Each confirmation makes a new
secret, so that a cookie which somebody planted in a browser before is worth nothing afterwards.
The trust replaces no second factor.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from strongroom.accounts.models import TrustedBrowser, User
from strongroom.accounts.rules.sessions import TRUSTED_FOR
from strongroom.accounts.services.journaling import person, record
from strongroom.infra.db import write
from strongroom.infra.journal.origins import current_origin

_SECRET_BYTES = 32


def trust_browser(user_id: int, *, now: datetime) -> tuple[int, str]:
    """Trust the browser of this request for sign-ins of this person; return its id and the secret for its cookie.

    Whoever calls it has just been shown there that the person reads their mailbox, or holds their security key.
    """
    user, browser_secret = User.objects.get(pk=user_id), secrets.token_urlsafe(_SECRET_BYTES)
    origin = current_origin()
    with write():
        user.trusted_browsers.filter(confirmed_at__lte=now - TRUSTED_FOR).delete()
        browser = TrustedBrowser.objects.create(
            user=user,
            digest=_digest(user_id, browser_secret),
            client=origin.client,
            place=origin.place,
            confirmed_at=now,
            last_used_at=now,
        )
        record(user, "account.browser_confirmed", by=person(user), now=now)
    return browser.pk, browser_secret


def recognize_browser(user_id: int, *, browser_secrets: Collection[str], now: datetime) -> int | None:
    """Return the id of the person's trusted browser that carries one of these secrets; None of an unknown one."""
    digests = [_digest(user_id, secret) for secret in browser_secrets]
    known = TrustedBrowser.objects.filter(
        user_id=user_id, digest__in=digests, confirmed_at__gt=now - TRUSTED_FOR
    )
    browser_id = known.order_by("-confirmed_at", "-pk").values_list("pk", flat=True).first()
    if browser_id is not None:
        with write():
            TrustedBrowser.objects.filter(pk=browser_id).update(last_used_at=now)
    return browser_id


def _digest(user_id: int, browser_secret: str) -> bytes:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        f"{user_id}:{browser_secret}".encode(), purpose="trusted-browser"
    )
    return digest
