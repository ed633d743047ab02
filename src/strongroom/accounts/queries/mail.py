"""Where people are written to, and what of."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from strongroom.accounts.models import DeclinedMail
from strongroom.accounts.rules.mail import MailKind


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address of somebody."""

    address: str
    is_verified: bool
    is_primary: bool


def list_addresses(user_id: int) -> list[Address]:
    """Return the mail addresses of a person, the primary one first."""
    rows = EmailAddress.objects.filter(user_id=user_id).order_by("-primary", "email")
    return [Address(row.email, row.verified, row.primary) for row in rows]


def list_declined_mail(user_id: int) -> set[MailKind]:
    """Return the kinds of mail that a person has switched off."""
    declined = set(DeclinedMail.objects.filter(user_id=user_id).values_list("kind", flat=True))
    return {kind for kind in MailKind if kind in declined}
