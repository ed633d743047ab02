"""Which addresses mail does not reach.

A bounce is a mark. It takes nothing from anybody, for a report is only a mail that claims something: it says to the
person and to operators that letters may not arrive. A report counts if it gives back the number of a message
of ours, which is signed, so that only who saw the message can write one.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F

from strongroom.infra.db import write
from strongroom.infra.outbox.models import Bounce, OutgoingMail
from strongroom.infra.outbox.reports import FailureReport

_SIGNATURE_BYTES = 9
_WORDS_LENGTH = 500


def message_id(mail: OutgoingMail) -> str:
    """Return the same for every attempt: a message that is delivered twice is recognized as one."""
    host = urlsplit(settings.STRONGROOM_URL).hostname or "localhost"
    left = f"outbox.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}"
    return f"<{left}.{_signature(left)}@{host}>"


def record_refusal(mail: OutgoingMail, *, said: str, by_report: bool, now: datetime) -> None:
    """Mark the recipient of a message as one that mail does not reach."""
    fields = {"last_at": now, "said": said[:_WORDS_LENGTH], "by_report": by_report}
    with write():
        known = Bounce.objects.filter(recipient=mail.recipient)
        if not known.update(times=F("times") + 1, **fields):
            Bounce.objects.create(recipient=mail.recipient, since=now, **fields)


def record_report(report: FailureReport, *, now: datetime) -> str:
    """Mark who did not get the message that a report is about; return the address, or nothing if it is none of ours."""
    left, _, signature = report.message_id.strip("<>").partition("@")[0].rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(left).encode()):
        return ""
    number = left.split(".")[1]
    mail = OutgoingMail.objects.filter(pk=number).first()
    if mail is None:
        return ""
    record_refusal(mail, said=report.said, by_report=True, now=now)
    return str(mail.recipient)


def forget_bounce(recipient: str) -> None:
    """Take the mark from an address: something that was mailed there has come back from its reader."""
    Bounce.objects.filter(recipient=recipient).delete()


def forget_refusal(recipient: str) -> None:
    """Take the mark from an address whose server takes mail for it again. What was reported later stays."""
    Bounce.objects.filter(recipient=recipient, by_report=False).delete()


def _signature(left: str) -> str:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(left.encode(), purpose="message-id")
    return urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
