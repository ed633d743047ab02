"""Accounts whose password a company's directory has: it is asked, and never kept."""

from django.conf import settings

from strongroom.accounts.errors import DirectoryHasPassword
from strongroom.accounts.models import DirectoryAccount, User
from strongroom.accounts.queries import is_in_directory
from strongroom.foundation.actors import Actor

DIRECTORY = Actor.system("directory")
"""Who acts when accounts are made, frozen or opened because of what it says."""


def is_password_of(user: User, password: str) -> bool:
    """This is the password of the account: its own, or that of the entry in the directory that it was made for.

    Raises:
        DirectoryUnavailable: the directory would know, and does not answer.
    """
    account = DirectoryAccount.objects.filter(user=user).first()
    if account is None or settings.STRONGROOM_DIRECTORY is None:
        return user.check_password(password)
    entry = settings.STRONGROOM_DIRECTORY.find(account.name, password=password)
    return entry is not None and entry.entry_id == account.entry_id and entry.is_admitted


def require_own_password(user_id: int) -> None:
    """Refuse what would set or change a password that is not ours.

    Raises:
        DirectoryHasPassword: the directory has it.
    """
    if is_in_directory(user_id):
        raise DirectoryHasPassword(
            f"The password of your account is that of {settings.STRONGROOM_LDAP_NAME}.",
            why="It is not kept here. A second one beside it would be a way around it.",
            next_step="Change it there.",
        )
