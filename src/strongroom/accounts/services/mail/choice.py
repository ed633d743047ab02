"""Switch kinds of mail off and on.

Each switching off is told by mail that cannot be switched off: whoever wants to publish unnoticed
with a stolen account would begin with it.
"""

from collections.abc import Collection
from datetime import datetime

from strongroom.accounts.errors import MailLinkInvalid
from strongroom.accounts.models import DeclinedMail, User
from strongroom.accounts.queries import list_declined_mail
from strongroom.accounts.rules.mail import MailKind
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.mailing import off_signature
from strongroom.accounts.services.signatures import is_same
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write


def choose_mail(user_id: int, *, wanted: Collection[MailKind], by: Actor, now: datetime) -> None:
    """Have exactly these of the switchable kinds sent to a person."""
    with write():
        user = User.objects.get(pk=user_id)
        before = list_declined_mail(user_id)
        declined = {kind for kind in MailKind if kind.switchable and kind not in wanted}
        DeclinedMail.objects.filter(user=user).exclude(kind__in=declined).delete()
        DeclinedMail.objects.bulk_create(
            DeclinedMail(user=user, kind=kind, since=now) for kind in sorted(declined - before)
        )
        _record(user, off=declined - before, on=before - declined, by=by, now=now)


def check_off_link(user_id: int, *, kind: str, signature: str) -> MailKind:
    """Return which kind of mail a link from one of our messages switches off.

    Raises:
        MailLinkInvalid: it is not as we wrote it.
    """
    for known in MailKind:
        if known == kind and known.switchable and _is_signed(user_id, known, signature):
            return known
    raise MailLinkInvalid(
        "This link switches nothing off.",
        why="It is not complete, or did not come from this index.",
        next_step="Sign in and choose on your account page which mail you get.",
    )


def switch_off_by_link(user_id: int, *, kind: str, signature: str, now: datetime) -> MailKind:
    """Switch a kind of mail off as one of our messages offers it, without sign-in; return which.

    Raises:
        MailLinkInvalid: the link is not as we wrote it, or the account is gone.
    """
    known = check_off_link(user_id, kind=kind, signature=signature)
    with write():
        user = User.objects.filter(pk=user_id).first()
        if user is None:
            raise MailLinkInvalid("This account is no longer here, and gets no mail.")
        _, is_new = DeclinedMail.objects.get_or_create(user=user, kind=known, defaults={"since": now})
        _record(user, off={known} if is_new else set(), by=person(user), now=now)
    return known


def _is_signed(user_id: int, kind: MailKind, signature: str) -> bool:
    return is_same(signature, off_signature(user_id, kind))


def _record(
    user: User, *, off: Collection[MailKind], by: Actor, now: datetime, on: Collection[MailKind] = ()
) -> None:
    if off:
        told = f"You will get no more mail of this kind: {_names(off)}."
        record(user, "account.mail_switched_off", by=by, now=now, tell=told, name=_names(off))
    if on:
        record(user, "account.mail_switched_on", by=by, now=now, name=_names(on))


def _names(kinds: Collection[MailKind]) -> str:
    return ", ".join(kind.heading for kind in MailKind if kind in kinds)
