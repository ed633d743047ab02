"""Whose password a company's directory has."""

from django.conf import settings

from strongroom.accounts.models import DirectoryAccount, User


def is_in_directory(user_id: int) -> bool:
    """The directory that is set up has the password of this account."""
    return (
        settings.STRONGROOM_DIRECTORY is not None
        and DirectoryAccount.objects.filter(user_id=user_id).exists()
    )


def has_password(user: User) -> bool:
    """The account can be entered by a password: its own, or that of the directory."""
    return user.has_usable_password() or is_in_directory(user.pk)
