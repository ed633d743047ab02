"""Where mail goes: a mail server, or a folder."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage, get_connection

from strongroom.foundation.errors import Refusal


class MailSettingInvalid(Refusal):
    """STRONGROOM_MAIL names no transport."""

    code = "mail_setting_invalid"


def transport(setting: str, *, folder: Path) -> Callable[[EmailMessage], object]:
    """Return the function that hands one message to what `setting` names.

    Args:
        setting: `folder`, or smtp://[user:password@]host[:port], smtps://…, smtp+starttls://….
        folder: Where `folder` keeps one .eml file per message.
    """
    if setting == "folder":
        return lambda message: _keep_in(folder, message)
    parts = urlsplit(setting)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise MailSettingInvalid(
            "STRONGROOM_MAIL cannot be read.", next_step="Give `folder` or smtp://user:password@host:port."
        )
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp+starttls",
        timeout=20,
    )
    return lambda message: connection.send_messages([message])


def _keep_in(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    number = sum(1 for _ in folder.glob("*.eml")) + 1
    target = folder / f"{number:06d}.eml"
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(message.message().as_bytes())
    unfinished.rename(target)
