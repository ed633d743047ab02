"""Where mail goes: a mail server, or a folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from strongroom.foundation.errors import Refusal

Send = Callable[[EmailMessage], object]
"""Hands over one message; raises what the server or the network says."""

_OVER_ONE_CONNECTION = 20
"""Messages: to connect anew for each takes longer than to send it, and many servers allow no more."""
_USUAL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class MailSettingInvalid(Refusal):
    """STRONGROOM_MAIL names no transport."""

    code = "mail_setting_invalid"


def transport(setting: str, *, folder: Path) -> AbstractContextManager[Send]:
    """Return what lends the function that hands a message to what `setting` names.

    Args:
        setting: `folder`, or smtp://[user:password@]host[:port], smtps://…, smtp+starttls://….
        folder: Where `folder` keeps one .eml file per message.

    Raises:
        MailSettingInvalid: if it names neither.
    """
    if setting == "folder":
        return nullcontext(partial(_keep_in, folder))
    parts, port = _address(setting)
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp+starttls",
        timeout=20,
    )
    return _connected(connection)


@contextmanager
def _connected(connection: BaseEmailBackend) -> Iterator[Send]:
    sent = count()

    def send(message: EmailMessage) -> None:
        if next(sent) % _OVER_ONE_CONNECTION == 0:
            connection.close()
        connection.open()  # unless it is
        connection.send_messages([message])

    try:
        yield send
    finally:
        connection.close()


def _address(setting: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(setting)
        usual_port = _USUAL_PORTS[parts.scheme]
        if parts.hostname:
            return parts, parts.port or usual_port
    except (ValueError, KeyError):
        pass
    raise MailSettingInvalid(
        "STRONGROOM_MAIL cannot be read.", next_step="Give `folder` or smtp://user:password@host:port."
    )


def _keep_in(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # By plain names: with a path made of each, a thousand letters take seconds.
    number = max((int(name[:-4]) for name in os.listdir(folder) if name.endswith(".eml")), default=0) + 1  # noqa: PTH208
    target = folder / f"{number:06d}.eml"
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(message.message().as_bytes())
    unfinished.rename(target)
