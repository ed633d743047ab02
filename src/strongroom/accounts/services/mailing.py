"""Write to people what they have not switched off.

A message is a row of the outbox in the transaction of what it tells: what is rolled back is never
told, what is committed always is.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings

from strongroom.accounts.rules.mail import Mail, MailKind, Sender, headers_of, text_of
from strongroom.accounts.services.signatures import signature_of
from strongroom.infra.outbox.services import Message, enqueue_all


@dataclass(frozen=True, slots=True)
class _Reader:
    """Where mail to somebody goes, and the kinds that are switched off."""

    user_id: int
    address: str
    declined: set[str] = field(default_factory=set)


def write_to_people(mails: Collection[Mail], *, at: datetime) -> None:
    """Put mail into the outbox; leave out what its reader has switched off, or has no confirmed address for.

    One query and one insert, however many people it goes to.
    """
    readers = _readers({mail.to for mail in mails})
    wanted = [
        (mail, readers[mail.to])
        for mail in mails
        if mail.to in readers and mail.kind not in readers[mail.to].declined
    ]
    enqueue_all([_message(mail, reader) for mail, reader in wanted], at=at)


def write_to_addresses(mail: Mail, addresses: Collection[str], *, user_id: int, at: datetime) -> None:
    """Put a mail to somebody into the outbox for each of these addresses, which they have no more."""
    enqueue_all([_message(mail, _Reader(user_id, address)) for address in addresses], at=at)


def write_to_every_address(mails: Collection[Mail], *, at: datetime) -> None:
    """Put mail into the outbox for each confirmed address of its readers, the primary one and all others.

    For what must reach somebody even if one of their mailboxes is in other hands; such kinds cannot be switched off.
    """
    rows = EmailAddress.objects.filter(user__username__in={mail.to for mail in mails}, verified=True)
    addresses: dict[str, list[_Reader]] = {}
    for username, user_id, address in rows.order_by("pk").values_list("user__username", "user_id", "email"):
        addresses.setdefault(username, []).append(_Reader(user_id, address))
    enqueue_all((_message(mail, reader) for mail in mails for reader in addresses.get(mail.to, ())), at=at)


def off_signature(user_id: int, kind: MailKind) -> str:
    """Return what shows that an address which switches this kind of mail off for this person is ours."""
    return signature_of(f"{user_id}:{kind}", purpose="mail-off")


def _readers(usernames: Collection[str]) -> dict[str, _Reader]:
    """Return those of them who can be written to: a row for each kind that is switched off, or one without."""
    rows = EmailAddress.objects.filter(user__username__in=usernames, primary=True, verified=True)
    readers: dict[str, _Reader] = {}
    for username, user_id, address, declined in rows.values_list(
        "user__username", "user_id", "email", "user__declined_mail__kind"
    ):
        readers.setdefault(username, _Reader(user_id, address)).declined.add(declined or "")
    return readers


def _message(mail: Mail, reader: _Reader) -> Message:
    sender = Sender(settings.STRONGROOM_NAME, settings.STRONGROOM_URL, settings.STRONGROOM_CONTACT)
    off_url = (
        f"{sender.choice_url}off/{reader.user_id}/{mail.kind}/{off_signature(reader.user_id, mail.kind)}/"
    )
    return Message(
        reader.address,
        f"[{sender.name}] {mail.subject}",
        text_of(mail, sender),
        topic=mail.kind,
        headers=headers_of(mail, sender, off_url=off_url),
    )
