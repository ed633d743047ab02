"""What happens to the addresses of an account, told to each of them; and how one lapses.

Everything is told in the transaction that does it. An address that lapsed is not confirmed, so that nothing asks for it
to be: no reset, no mailed code, no letter. Only its owner makes it count again, by confirming it anew.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings

from strongroom.accounts.models import AddressHistory, MailedCode, User
from strongroom.accounts.rules import address_letters
from strongroom.accounts.rules.address_letters import AddressChange
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.mailing import write_to_addresses, write_to_every_address
from strongroom.accounts.services.standing.hands import record_hands_change
from strongroom.foundation.actors import Actor
from strongroom.foundation.letters import Letter
from strongroom.infra.db import write
from strongroom.infra.outbox.bounces import forget_bounce


def record_address(address: EmailAddress, change: AddressChange, *, now: datetime) -> None:
    """Record what the owner has just done to an address, and tell every confirmed one; a removed one, too."""
    with write():
        user = address.user
        if change is AddressChange.CONFIRMED:
            _begin_anew(address, now)
        record(user, change, by=person(user), now=now)
        if change is AddressChange.MADE_PRIMARY:
            record_hands_change(user, HandsCause.PRIMARY_ADDRESS, by=person(user), now=now)
        sentence = address_letters.sentence(change, address.email)
        # Whoever has just registered knows.
        if sentence and confirmed_addresses(user) != [address.email]:
            gone = [address.email] if change is AddressChange.REMOVED and address.verified else []
            _tell(user, sentence, gone, now=now)


def let_lapse(addresses: Sequence[EmailAddress], *, because: str, by: Actor, now: datetime) -> None:
    """Take the confirmation from addresses of one person, in the running transaction.

    Codes that were mailed are void. If the primary address is among them, the confirmed one that the account has longest
    takes its place: it could reset the password before, so this gives nobody more than they have, and the person stays
    reachable. No hands have changed.
    """
    user = addresses[0].user
    EmailAddress.objects.filter(pk__in=[address.pk for address in addresses]).update(verified=False)
    for address in addresses:
        AddressHistory.objects.update_or_create(
            address=address, defaults={"lapsed_at": now, "lapsed_because": because}
        )
    MailedCode.objects.filter(user=user, used_at=None).delete()
    promoted = _promote_another(user) if any(address.primary for address in addresses) else ""
    record(user, "account.address_lapsed", by=by, now=now)
    lapsed = " and ".join(address.email for address in addresses)
    text = address_letters.lapsed(lapsed, because, promoted=promoted, url=settings.STRONGROOM_URL)
    _write(user, "An address of your account has lapsed", text, now=now)


def confirmed_addresses(user: User) -> list[str]:
    """Return the confirmed addresses of a person, the primary one first."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return list(rows.values_list("email", flat=True))


def tell_of_expiry(user: User, domain: str, expires_at: datetime, *, now: datetime) -> None:
    """Tell somebody, at every address, that the registration of a domain of theirs ends."""
    text = address_letters.expiring(domain, expires_at, url=settings.STRONGROOM_URL)
    _write(user, f"The registration of {domain} ends soon", text, now=now)


def _begin_anew(address: EmailAddress, now: datetime) -> None:
    AddressHistory.objects.update_or_create(
        address=address, defaults={"confirmed_at": now, "lapsed_at": None, "lapsed_because": ""}
    )
    forget_bounce(address.email)


def _promote_another(user: User) -> str:
    """Make the oldest confirmed address the primary one; return it, or nothing if there is none."""
    other = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").first()
    if other is None:
        return ""
    other.set_as_primary()
    return str(other.email)


def _tell(user: User, sentence: str, gone: Collection[str], *, now: datetime) -> None:
    ending = address_letters.IF_NOT_YOU.format(url=settings.STRONGROOM_URL)
    text = f"{sentence}\n\nWhen: {now:%Y-%m-%d %H:%M} UTC\nBy: you\n\n{ending}"
    _write(user, f"Security of your account {user.username}", text, gone=gone, now=now)


def _write(user: User, subject: str, text: str, *, now: datetime, gone: Collection[str] = ()) -> None:
    """Write to every confirmed address, and to those that are gone."""
    mail = to_owner(user.username, MailKind.ACCOUNT, Letter(subject, text))
    write_to_every_address([mail], at=now)
    write_to_addresses(mail, gone, user_id=user.pk, at=now)
