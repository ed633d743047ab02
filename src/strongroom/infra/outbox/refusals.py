"""What a mail server's refusal means: that it is final for this recipient, or that it may pass.

Only a word about the recipient is final. Whatever a server says of us (that we must sign in, that our address is on a
list, that it does not like the text) may be put right, and what we write is too important to be thrown away by then.
"""

import re
import smtplib

_ENHANCED = re.compile(r"\b5\.([0-9]{1,3})\.([0-9]{1,3})\b")

_NO_SUCH_MAILBOX = frozenset({550, 551, 553})
"""Of codes without an enhanced one: mailbox unavailable, not local, name not allowed (RFC 5321, 4.2.3)."""

_ADDRESS, _MAILBOX, _FULL = "1", "2", "2"
"""Subjects of enhanced codes, and the detail of a mailbox that is full, which its owner can empty (RFC 3463, 3.2 and 3.3)."""


def is_final(error: Exception) -> bool:
    """Say whether a mail server has refused the only recipient of a message for good."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or not error.recipients:
        return False
    return all(_is_final(code, _text(said)) for code, said in error.recipients.values())


def is_of_the_server(error: Exception) -> bool:
    """Say whether the error would meet every message: the server cannot be reached, hangs up, or does not let us in."""
    about_a_message = smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError
    return isinstance(error, OSError) and not isinstance(error, about_a_message)


def words_of(error: Exception) -> str:
    """Return what a mail server or the network said, in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    return str(error)


def _is_final(code: int, said: str) -> bool:
    enhanced = _ENHANCED.search(said)
    if enhanced is None:
        return code in _NO_SUCH_MAILBOX
    subject, detail = enhanced.groups()
    return 500 <= code <= 599 and (subject == _ADDRESS or (subject == _MAILBOX and detail != _FULL))


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
