"""Whose password a company's directory has, and whether it is believed."""

from django.conf import settings

from strongroom.accounts.models import DirectoryAccount, User
from strongroom.accounts.rules.leavers import Doubt
from strongroom.infra.journal.queries import list_entries_about

ROLL = "directory:roll"
"""Subject of the facts about what the directory says of all its people together. No user name has a colon."""
DOUBTED = "directory.doubted"
BELIEVED = "directory.believed"


def is_in_directory(user_id: int) -> bool:
    """The directory that is set up has the password of this account."""
    return (
        settings.STRONGROOM_DIRECTORY is not None
        and DirectoryAccount.objects.filter(user_id=user_id).exists()
    )


def has_password(user: User) -> bool:
    """The account can be entered by a password: its own, or that of the directory."""
    return user.has_usable_password() or is_in_directory(user.pk)


def find_doubt() -> Doubt | None:
    """Return why the directory that is set up is not believed; None if it is. The newest fact about it says so."""
    newest = list_entries_about(ROLL, limit=1) if settings.STRONGROOM_DIRECTORY is not None else []
    return next(
        (
            Doubt(fact.at, fact.data["missing"], fact.data["asked"], tuple(fact.data["named"]))
            for fact in newest
            if fact.kind == DOUBTED
        ),
        None,
    )
