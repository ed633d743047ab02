"""Where mail goes: a mail server, or a folder."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection

from strongroom.foundation.errors import Refusal

_USUAL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class MailSettingInvalid(Refusal):
    """STRONGROOM_MAIL names no transport."""

    code = "mail_setting_invalid"


def transport(setting: str, *, folder: Path) -> Callable[[EmailMessage], object]:
    """Return the function that hands one message to what `setting` names.

    Args:
        setting: `folder`, or smtp://[user:password@]host[:port], smtps://…, smtp+starttls://….
        folder: Where `folder` keeps one .eml file per message.

    Raises:
        MailSettingInvalid: if it names neither.
    """
    if setting == "folder":
        return lambda message: _keep_in(folder, message)
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
    return lambda message: connection.send_messages([message])


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
