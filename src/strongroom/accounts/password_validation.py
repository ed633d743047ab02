"""Django's password validation asks our rule of strength."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError

from strongroom.accounts.models import User
from strongroom.accounts.rules.password_strength import MIN_LENGTH, faults


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
        return f"At least {MIN_LENGTH} characters, and not easy to guess. Spaces and any other characters will do."


def _known_words(user: User | None) -> list[str]:
    words = [settings.STRONGROOM_NAME]
    if user is None:
        return words
    addresses = (
        EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True) if user.pk else ()
    )
    return [word for word in (*words, user.username, user.email, *addresses) if word]
