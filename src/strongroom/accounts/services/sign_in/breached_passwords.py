"""Passwords that are known to others: the list of them, and that they open nothing any more."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from strongroom.accounts.errors import PasswordBreached
from strongroom.accounts.models import User
from strongroom.accounts.queries import is_breached
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.accounts.store.breached_file import import_dump
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

_LISTS = Actor.system("breached-passwords")


import_breached_passwords = import_dump
"""Replace the list that an operator has imported; what is in it is refused from the next password on."""


def refuse_breached_password(user: User, *, password: str, now: datetime) -> None:
    """Disable the password that this person has just given rightly, if others know it, and tell them how to go on.

    Nobody who does not know the password learns anything: it is asked after the password was found right.

    Raises:
        PasswordBreached: it is disabled.
    """
    # The directory's was looked for before, and is not ours to disable.
    if not user.has_usable_password() or not is_breached(password):
        return
    with write():
        unchanged = User.objects.filter(pk=user.pk, password=user.password)
        if unchanged.update(password=make_password(None)):
            end_sessions(user.pk)
            told = (
                "The password of your account was disabled: it is in a list of passwords that were stolen elsewhere,"
                f" and which others try here.\nSet a new one at {settings.STRONGROOM_URL}/account/password/reset/"
            )
            record(user, "account.password_disabled", by=_LISTS, now=now, tell=told)
    raise PasswordBreached(
        "This password is disabled.",
        why="It is right, but it is in a list of passwords that were stolen elsewhere, and which others try here.",
        next_step="Set a new one: choose “Forgot your password?”.",
    )
