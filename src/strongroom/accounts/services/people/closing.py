"""Close an account for good, as its owner.

The row and the name stay, so that neither the name nor what the journal says of it is ever somebody else's. Whatever
opens the account or reaches the person goes; their addresses may be used by a new account at once. What the account
can change must have been given up before: it is known on a higher floor, which calls this (`mandates.services`).
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings

from strongroom.accounts.errors import AccountNeeded
from strongroom.accounts.models import ApiToken, DeclinedMail, OperatorRole, Recovery, User
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.services.factors.proofs import RecentProof, require
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.mailing import write_to_every_address
from strongroom.accounts.services.operators.roles import is_last_admin
from strongroom.accounts.services.people.ways_in import remove_ways_in
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.infra.db import write
from strongroom.infra.outbox.services import forget_letters


def close(proof: RecentProof, *, now: datetime) -> None:
    """Close the account of who has just proved that it is theirs. It is told at each of its addresses, once.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        AccountNeeded: nobody else is an admin of this index.
    """
    user = require(proof, now=now)
    with write():
        _check_not_last_admin(user.pk)
        addresses = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
        forget_letters(addresses)
        _tell(user, now)
        remove_ways_in(user, because="its owner closed the account", by=proof.by, now=now)
        end_sessions(user.pk)
        _wipe(user)
        user.is_active, user.closed_at, user.email = False, now, ""
        user.set_unusable_password()
        user.save(update_fields=["is_active", "closed_at", "email", "password"])
        record(user, "account.closed", by=proof.by, now=now)


def _check_not_last_admin(user_id: int) -> None:
    """Let the account go, as far as the index needs somebody who makes operators."""
    if is_last_admin(user_id):
        raise AccountNeeded(
            "You are the last admin of this index.", next_step="Make somebody else an admin first."
        )


def _wipe(user: User) -> None:
    """Delete what is about the person and not about what they did to others."""
    EmailAddress.objects.filter(user=user).delete()
    DeclinedMail.objects.filter(user=user).delete()
    Recovery.objects.filter(user=user).delete()
    OperatorRole.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user).update(uses=None, last_client="")


def _tell(user: User, now: datetime) -> None:
    text = (
        f"Your account {user.username} at {settings.STRONGROOM_NAME} was closed on {now:%Y-%m-%d %H:%M} UTC, after a fresh "
        "proof that it is yours.\n\n"
        "Its API tokens, sessions, second factors and addresses are gone. The name stays taken for ever, and stays in the "
        "history of what the account did.\n\n"
        "A closed account is not opened again. If this was not you, write to the operators of this index at once."
    )
    subject, why = f"Your account {user.username} is closed", f"{user.username} was your account"
    mail = Mail(user.username, MailKind.ACCOUNT, subject, text, why, thread="account")
    write_to_every_address([mail], at=now)
