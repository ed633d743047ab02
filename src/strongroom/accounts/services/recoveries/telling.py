"""Tell of a recovery everybody who could object, and sign the links in the letters.

Each step is told to every address of the account, confirmed or lapsed, and to all who share a project with it, in the
transaction of the step. Who they are is known on a higher floor, which tells us a function that returns them
(`know_companions_by`).
"""

from collections.abc import Callable, Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q

from strongroom.accounts.models import Recovery, User
from strongroom.accounts.rules import recovery_letters as letters
from strongroom.accounts.rules.addresses import shortened
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.recovery_letters import Case, Said
from strongroom.accounts.services.mailing import write_to_addresses, write_to_every_address
from strongroom.accounts.services.signatures import signature_of
from strongroom.foundation.letters import Letter


def _nobody(_user_id: int) -> Collection[int]:
    """Stand in until a higher floor has said who shares projects."""
    return ()


_companions: Callable[[int], Collection[int]] = _nobody


def know_companions_by(companions: Callable[[int], Collection[int]]) -> None:
    """Have this function return the accounts that share a project with an account."""
    global _companions
    _companions = companions


def companions_of(user: User) -> frozenset[int]:
    """Return the accounts that share a project with this one, which is not among them."""
    return frozenset(_companions(user.pk)) - {user.pk}


def case_of(row: Recovery) -> Case:
    """Return a request as letters speak of it."""
    approvals = row.approvals.order_by("pk")
    # Nobody but the index itself writes to people in its letters what a stranger would have them read.
    is_heard = row.password_given or row.asked_by.startswith("operator:") or bool(approvals)
    return Case(
        username=row.user.username,
        asked_at=row.asked_at,
        asked_by=asker_words(row.asked_by, password_given=row.password_given),
        lost=row.lost if is_heard else "",
        new_address=shortened(row.new_address) if row.new_address else "",
        approvals=tuple(Said(actor_words(one.by), one.at, one.reason, one.note) for one in approvals),
    )


def asker_words(asked_by: str, *, password_given: bool) -> str:
    """Return who asked, in words; `asked_by` is an actor, as the journal names them."""
    if asked_by.startswith("operator:"):
        return f"{actor_words(asked_by)}, in the name of the person"
    return "somebody who gave the right password" if password_given else "somebody who knew the user name"


def actor_words(by: str) -> str:
    """Return an actor, as the journal names them, in words."""
    return "the console of this index" if by == "operator:console" else by.replace(":", " ")


def tell(row: Recovery, letter: Letter, *, now: datetime, to_object: bool = True) -> None:
    """Write a letter to everybody concerned; each with their own link to object, while there is something to object to."""
    _tell_owner(row, _for(row, row.user_id, letter) if to_object else letter, now)
    companions = User.objects.filter(pk__in=companions_of(row.user), is_active=True).order_by("username")
    why = f"you share a project with {row.user.username}"
    mails = [
        _mail(one, MailKind.HANDS, _for(row, one.pk, letter) if to_object else letter, why)
        for one in companions
    ]
    write_to_every_address(mails, at=now)


def mail_link(row: Recovery, *, now: datetime) -> None:
    """Mail the link that gives the account back to the address that the operators approved."""
    url = f"{settings.STRONGROOM_URL}/account/recovery/{row.pk}/complete/{completion_signature(row)}/"
    letter = letters.with_link(case_of(row), url=url)
    mail = _mail(row.user, MailKind.ACCOUNT, letter, "you asked for it")
    write_to_addresses(mail, [link_address(row)], user_id=row.user_id, at=now)


def link_address(row: Recovery) -> str:
    """Return the address that the link goes to; empty if the account has no confirmed primary one and none was named."""
    primary = EmailAddress.objects.filter(user=row.user, primary=True, verified=True)
    return row.new_address or primary.values_list("email", flat=True).first() or ""


def objection_signature(recovery_id: int, *, reader_id: int) -> str:
    """Return what shows that a link to object is ours, and whom it was written to."""
    return signature_of(f"{recovery_id}:{reader_id}", purpose="recovery-objection")


def completion_signature(row: Recovery) -> str:
    """Return what shows that a link which gives an account back is ours."""
    return signature_of(f"{row.pk}:{row.user_id}:{row.new_address}", purpose="recovery-completion")


def _tell_owner(row: Recovery, letter: Letter, now: datetime) -> None:
    """Write to every address that is or was confirmed: of a lapsed one nobody knows whether its owner still reads it."""
    counted = Q(verified=True) | Q(history__lapsed_at__isnull=False)
    addresses = EmailAddress.objects.filter(counted, user=row.user).order_by("-primary", "pk")
    mail = _mail(row.user, MailKind.ACCOUNT, letter, f"{row.user.username} is your account")
    write_to_addresses(mail, list(addresses.values_list("email", flat=True)), user_id=row.user_id, at=now)


def _for(row: Recovery, reader_id: int, letter: Letter) -> Letter:
    signature = objection_signature(row.pk, reader_id=reader_id)
    url = f"{settings.STRONGROOM_URL}/account/recovery/{row.pk}/object/{reader_id}/{signature}/"
    return letters.with_objection(letter, url=url)


def _mail(reader: User, kind: MailKind, letter: Letter, why: str) -> Mail:
    return Mail(reader.username, kind, letter.subject, letter.text, why, thread="recovery")
