"""Accounts are made, by operators or by registration: who may be called what, and the password, then and later."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from strongroom.accounts.errors import AccountExists, InvalidUsername, PasswordRefused
from strongroom.accounts.models import AddressHistory, DirectoryAccount, ProviderFactor, User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.operators import Role
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.operators.roles import add_role
from strongroom.accounts.services.sign_in.directory import require_own_password
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.accounts.services.standing.freezing import require_open
from strongroom.accounts.services.standing.hands import record_hands_change
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
        operator_role: What they are as an operator of this index; None for everybody else.
    """

    username: str
    address: str
    password: str | None = field(default=None, repr=False)
    address_verified: bool = False
    operator_role: Role | None = None


def create_person(new: NewPerson, *, by: Actor, now: datetime) -> Person:
    """Make an account.

    Raises:
        InvalidUsername: the name cannot be a user name, or the address is none.
        AccountExists: the name or the address is taken.
        PasswordRefused: the password is too easy to guess.
    """
    return save_person(draft_person(new, now=now), new, by=by, now=now)


def draft_person(new: NewPerson, *, now: datetime) -> User:
    """Return an account that is fit to be saved. Judging and hashing its password takes time: not in a transaction.

    Raises:
        InvalidUsername, PasswordRefused: as `create_person`.
    """
    check_username(new.username)
    user = User(username=new.username.lower(), email=new.address.lower(), date_joined=now)
    _set_first_password(user, new)
    return user


def save_person(user: User, new: NewPerson, *, by: Actor, now: datetime) -> Person:
    """Save an account that `draft_person` returned.

    Raises:
        AccountExists: the name or the address is taken.
    """
    try:
        with write(), transaction.atomic():
            if EmailAddress.objects.filter(email=user.email).exists():
                raise _taken()
            user.save()
            address = EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=new.address_verified
            )
            if new.address_verified:
                AddressHistory.objects.create(address=address, confirmed_at=now)
            record(user, "account.created", by=by, now=now, operator=new.operator_role is not None)
            if new.operator_role is not None:
                add_role(user, new.operator_role, by=by, reason="The account was made for it.", now=now)
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


def check_password(password: str, user: User) -> None:
    """Check that this can be the password of an account. It is looked for among stolen ones: not in a transaction.

    Raises:
        PasswordRefused: it is too easy to guess, or known to others.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused("This password is refused.", why=" ".join(error.messages)) from error


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


def set_password(user: User, *, password: str, by: Actor, now: datetime, keep: str = "") -> None:
    """Give the account a new password. All its sessions end but `keep`, as `end_sessions` says.

    Raises:
        AccountNotOpen: it is frozen or closed.
        DirectoryHasPassword: the password is not kept here.
    """
    user.set_password(password)
    with write():
        _keep_password(user, by=by, now=now, keep=keep)


def reset_password(user: User, *, password: str, now: datetime) -> None:
    """Give the account a new password to whoever reads its mail: it may be in other hands now. All its sessions end.

    Raises:
        AccountNotOpen: it was frozen or closed since the code was mailed.
        DirectoryHasPassword: the password is not kept here.
    """
    user.set_password(password)
    with write():
        _keep_password(user, by=person(user), now=now, keep="")
        record_hands_change(user, HandsCause.PASSWORD_RESET, by=person(user), now=now)


def _keep_password(user: User, *, by: Actor, now: datetime, keep: str) -> None:
    require_open(user.pk)
    require_own_password(user.pk)
    user.save(update_fields=["password"])
    # Of a directory that is asked no longer.
    DirectoryAccount.objects.filter(user=user).delete()
    # What an identity provider has seen says nothing of who comes in by a password.
    ProviderFactor.objects.filter(user=user).delete()
    end_sessions(user.pk, keep=keep)
    told = "The password of your account was changed."
    record(user, "account.password_changed", by=by, now=now, tell=told)


def _set_first_password(user: User, new: NewPerson) -> None:
    try:
        validate_email(new.address)
    except ValidationError as error:
        raise InvalidUsername("This is not a mail address.", next_step="Check its spelling.") from error
    if new.password is not None:
        check_password(new.password, user)
    user.set_password(new.password)


def _taken() -> AccountExists:
    return AccountExists(
        "The user name or the address belongs to another account.", next_step="Choose another one."
    )
