"""The one-time link that creates the first operator of a new installation.

The link is derived from the installation's secret, so nothing is stored; it works as long
as there is no operator, which is decided in the transaction that makes one.
"""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import SetupClosed
from strongroom.accounts.models import OperatorRole
from strongroom.accounts.queries import Person
from strongroom.accounts.rules.operators import Role
from strongroom.accounts.services.people.registration import NewPerson, draft_person, save_person
from strongroom.accounts.services.signatures import is_same
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

SETUP = Actor.system("setup")


def first_operator_secret() -> str | None:
    """Return the last part of the link; None once there is an operator."""
    if OperatorRole.objects.exists():
        return None
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(b"first operator", purpose="setup-link")
    return digest.hex()


def create_first_operator(secret: str, new: NewPerson, *, now: datetime) -> Person:
    """Make the first operator; the address is taken as verified, because nobody else can have the link.

    Raises:
        SetupClosed: the link is wrong, or there is an operator already.
        InvalidUsername, PasswordRefused, AccountExists: as `create_person`.
    """
    _check(secret)
    admin = replace(new, address_verified=True, operator_role=Role.ADMIN)
    draft = draft_person(admin, now=now)
    with write():
        _check(secret)
        return save_person(draft, admin, by=SETUP, now=now)


def _check(secret: str) -> None:
    expected = first_operator_secret()
    if expected is None or not is_same(secret, expected):
        raise SetupClosed(
            "This link does not create an operator.",
            why="It works once, and only for the installation that printed it.",
            next_step="Ask an operator, or use `strongroom operator create` on the server.",
        )
