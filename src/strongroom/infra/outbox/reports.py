"""What mail servers report of messages that they took and could not deliver (RFC 3464).

Anybody can write such a mail. Its header fields are taken as they are: the newer policies of `email` read them, and
break on some that are none.
"""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

MAX_BYTES = 1024 * 1024
"""Of a report; what it returns of our message is small."""


@dataclass(frozen=True, slots=True)
class FailureReport:
    """A message that did not arrive.

    Args:
        message_id: Of the message, as it came back. Nobody who has not seen the message knows it.
        said: What the server gives as the reason, in one line.
    """

    message_id: str
    said: str


def read_report(raw: bytes) -> FailureReport | None:
    """Return what a mail says about a message that was not delivered; None if it says nothing of that kind."""
    mail = message_from_bytes(raw[:MAX_BYTES])
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    said = [line for part in mail.walk() if (line := _failure_in(part))]
    numbers = [number for part in mail.walk() if (number := _number_in(part))]
    return FailureReport(numbers[0], said[0]) if said and numbers else None


def _failure_in(part: Message) -> str:
    """Return the reason in the groups of fields about recipients (RFC 3464, 2.3), if delivery to one failed."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else ():
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            reason = group.get("Diagnostic-Code") or group.get("Status") or "failed"
            return " ".join(str(reason).split())
    return ""


def _number_in(part: Message) -> str:
    """Return the Message-ID in what came back of the message: the whole of it, or its head."""
    if part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        head = message_from_bytes(content if isinstance(content, bytes) else b"")
        return str(head.get("Message-ID", "")).strip()
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else None
        return str(whole.get("Message-ID", "")).strip() if isinstance(whole, Message) else ""
    return ""
