"""The one-time link that creates the first operator of a new installation.

The link is derived from the installation's secret, so nothing is stored; it works as long
as there is no operator, which is decided in the transaction that makes one.
"""

import hmac
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import SetupClosed
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.accounts.services.people import NewPerson, create_person
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

SETUP = Actor.system("setup")


def first_operator_secret() -> str | None:
    """Return the last part of the link; None once there is an operator."""
    if User.objects.filter(is_operator=True).exists():
        return None
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(b"first operator", purpose="setup-link")
    return digest.hex()


def create_first_operator(secret: str, new: NewPerson, *, now: datetime) -> Person:
    """Make the first operator; the address is taken as verified, because nobody else can have the link.

    Raises:
        SetupClosed: the link is wrong, or there is an operator already.
        InvalidUsername, PasswordRefused, AccountExists: as `create_person`.
    """
    with write():
        expected = first_operator_secret()
        if expected is None or not hmac.compare_digest(secret.encode(), expected.encode()):
            raise SetupClosed(
                "This link does not create an operator.",
                why="It works once, and only for the installation that printed it.",
                next_step="Ask an operator, or use `strongroom operator create` on the server.",
            )
        return create_person(replace(new, address_verified=True, is_operator=True), by=SETUP, now=now)
