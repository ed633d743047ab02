"""Accounts themselves: who may be called what, registration, passwords, addresses."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from strongroom.accounts.errors import AccountExists, InvalidUsername, PasswordRefused
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services.journaling import person, record
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

MAX_USERNAME_LENGTH = 50
_USERNAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to be made by an operator.

    Args:
        password: None for an account that nobody can sign in to until its password is reset by mail.
        address_verified: The operator answers for the address.
    """

    username: str
    address: str
    password: str | None = field(default=None, repr=False)
    address_verified: bool = False
    is_operator: bool = False


def create_person(new: NewPerson, *, by: Actor, now: datetime) -> Person:
    """Make an account.

    Raises:
        InvalidUsername: the name cannot be a user name, or the address is none.
        AccountExists: the name or the address is taken.
        PasswordRefused: the password is too easy to guess.
    """
    check_username(new.username)
    user = User(
        username=new.username.lower(), email=new.address.lower(), is_operator=new.is_operator, date_joined=now
    )
    _set_first_password(user, new)
    try:
        with write(), transaction.atomic():
            if EmailAddress.objects.filter(email=user.email).exists():
                raise _taken()
            user.save()
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=new.address_verified
            )
            record(user, "account.created", by=by, now=now, operator=new.is_operator)
    except IntegrityError as error:
        raise _taken() from error
    return get_person(user.pk)


def check_username(username: str) -> None:
    """Check that the text can be a user name.

    Raises:
        InvalidUsername: if not.
    """
    if len(username) > MAX_USERNAME_LENGTH or not _USERNAME.fullmatch(username):
        raise InvalidUsername(
            "This cannot be a user name.",
            why="A user name consists of ASCII letters, digits, '.', '_' and '-', begins and ends with a letter or "
            f"digit, and has at most {MAX_USERNAME_LENGTH} characters.",
            next_step="Choose another one.",
        )


def register(user: User, *, now: datetime) -> None:
    """Save an account that somebody has filled in for themselves.

    Raises:
        AccountExists: the user name was taken in this moment.
    """
    user.date_joined = now
    try:
        with write(), transaction.atomic():
            user.save()
            record(user, "account.registered", by=person(user), now=now)
    except IntegrityError as error:
        raise _taken() from error


def set_password(user: User, *, password: str, by: Actor, now: datetime) -> None:
    """Give the account a new password. All its sessions end, for they are bound to the old one."""
    user.set_password(password)
    with write():
        user.save(update_fields=["password"])
        told = "The password of your account was changed."
        record(user, "account.password_changed", by=by, now=now, tell=told)


def record_address(user: User, *, kind: str, now: datetime) -> None:
    """Record what allauth has just done to an address: `account.address_added`, `_verified`, `_removed` or so."""
    with write():
        record(user, kind, by=person(user), now=now)


def _set_first_password(user: User, new: NewPerson) -> None:
    try:
        validate_email(new.address)
    except ValidationError as error:
        raise InvalidUsername("This is not a mail address.", next_step="Check its spelling.") from error
    if new.password is not None:
        try:
            validate_password(new.password, user)
        except ValidationError as error:
            raise PasswordRefused("This password is refused.", why=" ".join(error.messages)) from error
    user.set_password(new.password)


def _taken() -> AccountExists:
    return AccountExists(
        "The user name or the address belongs to another account.", next_step="Choose another one."
    )
