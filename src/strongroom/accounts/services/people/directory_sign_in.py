"""Sign-in with the password of a company's directory.

It opens the account that was made for this very entry, and no other: neither a user name nor an address leads into an
account that was here before, and a name that the directory gives to somebody else leads into none (ADR 13).
"""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import (
    AccountExists,
    DirectoryEntryUnfit,
    InvalidUsername,
    PasswordBreached,
)
from strongroom.accounts.models import DirectoryAccount, User
from strongroom.accounts.queries import find_person_signing_in, is_breached
from strongroom.accounts.services.people.registration import (
    NewPerson,
    check_username,
    draft_person,
    save_person,
)
from strongroom.accounts.services.sign_in.directory import DIRECTORY
from strongroom.accounts.services.standing.freezing import let_in_again
from strongroom.accounts.upstream.directory import Entry
from strongroom.infra.db import write

_NOBODY = "-"
"""No user name. The directory is asked for it, so that neither time nor a directory that is down tells who is known."""


def sign_in_by_directory(named: str, *, password: str, now: datetime) -> User | None:
    """Return whose account a user name, or a confirmed address, and the directory's password open; None if they open none.

    Whoever comes for the first time gets an account without a password of ours.

    Raises:
        DirectoryUnavailable: the directory does not answer.
        DirectoryEntryUnfit: the password is right, but the directory does not let them in here, or says too little.
        AccountExists: the password is right, but the name or the address is another account's.
        PasswordBreached: the password is right, and known to others.
    """
    if settings.STRONGROOM_DIRECTORY is None:
        return None
    name = _name_there(named)
    entry = settings.STRONGROOM_DIRECTORY.find(name, password=password)
    if entry is None:
        return None
    _require_admitted(entry)
    _require_unknown_to_others(password)
    account = DirectoryAccount.objects.select_related("user").filter(entry_id=entry.entry_id).first()
    if account is None:
        return _make_account(name, entry, now=now)
    if account.name != name:
        DirectoryAccount.objects.filter(pk=account.pk).update(name=name)
    if let_in_again(account.user_id, by=DIRECTORY, now=now):
        account.user.refresh_from_db()
    return account.user


def _name_there(named: str) -> str:
    """Return by which name the directory is asked: `_NOBODY` where nobody can be meant.

    Only what can be a user name here may be one there: to a directory, other spellings are the same name (RFC 4518, 2.3),
    and whoever limits attempts would count each of them as another account's.
    """
    if "@" in named:
        user_id = find_person_signing_in(named)
        account = DirectoryAccount.objects.filter(user=user_id).first()
        return _NOBODY if account is None else account.name
    try:
        check_username(named)
    except InvalidUsername:
        return _NOBODY
    return named.lower()


def _require_admitted(entry: Entry) -> None:
    if not entry.is_admitted:
        raise DirectoryEntryUnfit(
            "You may not sign in here.",
            why="Your password is right, but you are not in the group of people who may.",
            next_step=f"Ask those who keep {settings.STRONGROOM_LDAP_NAME}.",
        )


def _require_unknown_to_others(password: str) -> None:
    if is_breached(password):
        raise PasswordBreached(
            "This password opens nothing here.",
            why="It is right, but it is in a list of passwords that were stolen elsewhere, and which others try here.",
            next_step=f"Set a new one in {settings.STRONGROOM_LDAP_NAME}.",
        )


def _make_account(name: str, entry: Entry, *, now: datetime) -> User:
    """Make the account of somebody who comes for the first time. The address is confirmed by a code, as any other."""
    if not entry.address:
        raise DirectoryEntryUnfit(
            "No account can be made for you here.",
            why=f"An account needs a mail address, and {settings.STRONGROOM_LDAP_NAME} has none of yours.",
            next_step="Ask those who keep it.",
        )
    new = NewPerson(name, entry.address)
    user = draft_person(new, now=now)
    with write():
        begun = DirectoryAccount.objects.select_related("user").filter(entry_id=entry.entry_id).first()
        if begun is not None:
            return begun.user
        try:
            save_person(user, new, by=DIRECTORY, now=now)
        except AccountExists as taken:
            raise AccountExists(
                "Your user name or mail address belongs to another account here.",
                why=f"That account was not made for your entry in {settings.STRONGROOM_LDAP_NAME}, whose password opens no other.",
                next_step="If it is yours, sign in with its own password; otherwise ask the operators of this index.",
            ) from taken
        DirectoryAccount.objects.create(user=user, entry_id=entry.entry_id, name=name, since=now)
    return user
