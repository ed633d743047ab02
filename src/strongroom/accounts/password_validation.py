"""Django's password validation asks our rule of strength, and the lists of what others have lost."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError

from strongroom.accounts.models import User
from strongroom.accounts.queries import is_breached
from strongroom.accounts.rules.password_strength import CONTEXT_WORDS, MIN_PASSWORD_LENGTH, faults


class StrengthValidator:
    """Refuse passwords that can be guessed, knowing who their owner is."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Check a new password.

        Raises:
            ValidationError: with every fault, as sentences.
        """
        found = faults(password, user_inputs=_known_words(user))
        if found:
            raise ValidationError([ValidationError(fault, code="password_refused") for fault in found])

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return f"At least {MIN_PASSWORD_LENGTH} characters, and not easy to guess. Spaces and any other characters will do."


class BreachedValidator:
    """Refuse passwords that are known to others."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - as Django calls it
        """Check a new password.

        Raises:
            ValidationError: it is common, or was stolen elsewhere.
        """
        if is_breached(password):
            raise ValidationError(
                "This password is in a list of passwords that were stolen elsewhere, and which others try here. "
                "Choose one that you use nowhere else.",
                code="password_refused",
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "One that you use nowhere else."


def _known_words(user: User | None) -> list[str]:
    words = [settings.STRONGROOM_NAME, urlsplit(settings.STRONGROOM_URL).hostname or "", *CONTEXT_WORDS]
    if user is not None:
        words += [user.username, user.email]
        if user.pk:
            words += EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True)
    return [word for word in words if word]
