"""Every environment variable that Strongroom reads, in one table.

docs/reference/settings.md documents the same variables; a test compares the two.
"""

import os
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from strongroom.config.sign_in_variables import SIGN_IN
from strongroom.config.variable import Variable
from strongroom.foundation.errors import Refusal
from strongroom.readpath.upstream import ReservedNames

_TOKEN_PREFIX = re.compile(r"[a-z][a-z0-9_]{1,31}")
_MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class SettingInvalid(Refusal):
    """An environment variable holds a value that means nothing to Strongroom."""

    code = "setting_invalid"


def _yes_or_no(text: str) -> bool:
    if text.lower() in {"yes", "true", "1", "on"}:
        return True
    if text.lower() in {"no", "false", "0", "off", ""}:
        return False
    raise ValueError("say yes or no")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("a whole number, zero or more")
    return int(text)


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("an address without a path, such as https://index.example")
    return f"{parts.scheme}://{parts.netloc}"


def _contact(text: str) -> str:
    """Return a mail address or the address of a page, as people are told it."""
    parts = urlsplit(text)
    is_page = parts.scheme in {"http", "https"} and parts.hostname
    if text and not (is_page or _MAIL_ADDRESS.fullmatch(text)):
        raise ValueError(
            "a mail address, such as operators@index.example, or an address that begins with https"
        )
    return text


def _simple_root(text: str) -> str:
    """Return the address with a slash at its end, or an empty text for none."""
    parts = urlsplit(text)
    known = parts.scheme in {"http", "https"} and parts.hostname
    if text and (not known or parts.username or parts.query or parts.fragment):
        raise ValueError("an address without credentials, such as https://index.example/simple/")
    return text.rstrip("/") + "/" if text else ""


def _name_servers(text: str) -> tuple[tuple[str, int], ...] | None:
    """Return address and port of each server; none for those of this machine, None where nothing is to be asked."""
    if text == "off":
        return None
    try:
        return tuple(_name_server(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError("addresses such as 192.0.2.53 or [2001:db8::53]:53, `off`, or nothing") from error


def _name_server(text: str) -> tuple[str, int]:
    address, port = text, "53"
    if text.startswith("["):
        address, _, port = text[1:].partition("]:")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    return str(ip_address(address)), int(port)


def _range_root(text: str) -> str:
    """Return the address with a slash at its end. What comes from there disables passwords: nobody may forge it."""
    root = _simple_root(text)
    if root.startswith("http://") and urlsplit(root).hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise ValueError("an address that begins with https, such as https://ranges.example/range/")
    return root


def _reserved(text: str) -> ReservedNames:
    return ReservedNames.parse(entry for entry in text.split(",") if entry.strip())


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("one of " + ", ".join(filter(None, allowed)))
        return text

    return read


def _token_prefix(text: str) -> str:
    # Scanners for leaked secrets send whatever begins with PyPI's prefix to PyPI.
    if not _TOKEN_PREFIX.fullmatch(text) or text == "pypi":
        raise ValueError("2 to 32 lower-case letters, digits and underscores, a letter first, and not pypi")
    return text


def _folder_or_none(text: str) -> Path | None:
    """Return the folder: one that is missing could not be told from one into which nobody puts anything."""
    if text and not Path(text).is_dir():
        raise ValueError("a folder that is there, or nothing")
    return Path(text).resolve() if text else None


def _detail_url(text: str) -> str:
    """Return the address as it is.

    Raises:
        DetailStoreUnfit: it means no detail store; as the address may hold a password, it is not repeated.
    """
    if text not in {"", "off"}:
        # Few processes need it.
        from strongroom.downloads.store import parse_address  # noqa: PLC0415

        parse_address(text)
    return text


VARIABLES = (
    Variable(
        "STRONGROOM_DATA",
        "Folder of everything the index keeps.",
        "var/strongroom",
        lambda text: Path(text).resolve(),
    ),
    Variable("STRONGROOM_URL", "Public address of the index.", "http://localhost:8000", _origin),
    Variable("STRONGROOM_NAME", "Name of the index, on pages and in mail.", "Strongroom", str),
    Variable("STRONGROOM_DATABASE", "`sqlite`, or a postgresql:// address.", "sqlite", str),
    Variable(
        "STRONGROOM_MAIL", "`folder`, or an smtp://, smtps:// or smtp+starttls:// address.", "folder", str
    ),
    Variable("STRONGROOM_MAIL_FROM", "Sender of the index's mail.", "Strongroom <index@localhost>", str),
    Variable(
        "STRONGROOM_CONTACT",
        "Mail address or page that reaches the operators; empty for the sender of the index's mail.",
        "",
        _contact,
    ),
    Variable(
        "STRONGROOM_READ",
        "`public`, or `signed-in`: installers need an API token, and people an account.",
        "public",
        _one_of("public", "signed-in"),
    ),
    Variable(
        "STRONGROOM_REGISTRATION",
        "`open`, or `closed`: only operators create accounts. Where it is empty, open if reading is public.",
        "",
        _one_of("", "open", "closed"),
    ),
    Variable(
        "STRONGROOM_TOKEN_PREFIX",
        "What API tokens begin with, before the hyphen: scanners for leaked secrets find them by it.",
        "strongroom",
        _token_prefix,
    ),
    Variable(
        "STRONGROOM_UPLOADS",
        "`open`; `known-projects`: no new ones can be begun; or `closed`: nothing can be uploaded.",
        "open",
        _one_of("open", "known-projects", "closed"),
    ),
    Variable(
        "STRONGROOM_READ_ONLY",
        "`yes` refuses uploads and every change of a project or organization, but operators'.",
        "no",
        _yes_or_no,
    ),
    Variable("STRONGROOM_FILE_LIMIT_MB", "Largest file that may be uploaded, in MiB.", "100", _count),
    Variable(
        "STRONGROOM_PROJECT_LIMIT_MB", "Largest size of all files of a project, in MiB.", "10240", _count
    ),
    Variable(
        "STRONGROOM_RELEASE_OPEN_DAYS",
        "Days after its first file for which a release takes further files; 0 for ever.",
        "14",
        _count,
    ),
    Variable(
        "STRONGROOM_NEW_PROJECTS_PER_PERSON",
        "Projects that one person may begin within an hour.",
        "20",
        _count,
    ),
    Variable(
        "STRONGROOM_NEW_PROJECTS_PER_ADDRESS",
        "Projects that may be begun from one network address within an hour.",
        "40",
        _count,
    ),
    Variable(
        "STRONGROOM_NOTICE_DAYS",
        "Days between a mandate's announcement and its deadline; 90 or more.",
        "90",
        _count,
    ),
    Variable(
        "STRONGROOM_PROXIES",
        "Number of reverse proxies in front whose X-Forwarded-For is believed.",
        "0",
        _count,
    ),
    Variable(
        "STRONGROOM_UPSTREAM",
        "Simple root of an index that is asked for names which are free here; empty for none.",
        "",
        _simple_root,
    ),
    Variable(
        "STRONGROOM_UPSTREAM_CACHE_MB",
        "What is kept of the upstream may take that much, in MiB.",
        "10240",
        _count,
    ),
    Variable(
        "STRONGROOM_UPSTREAM_FRESH_SECONDS",
        "Seconds for which a page of the upstream is not asked for again; fewer where the upstream says so.",
        "600",
        _count,
    ),
    Variable(
        "STRONGROOM_RESERVED",
        "Names, and beginnings of names such as `acme-*`, that never come from the upstream, comma-separated.",
        "",
        _reserved,
    ),
    Variable(
        "STRONGROOM_TYPO_NAMES",
        "New names that resemble that of a critical project by a typing mistake: `refuse`, `flag` or `off`.",
        "flag",
        _one_of("refuse", "flag", "off"),
    ),
    Variable(
        "STRONGROOM_OSV_FOLDER",
        "Folder of OSV files with known vulnerabilities, shown by the JSON API; empty for none.",
        "",
        lambda text: Path(text).resolve() if text else None,
    ),
    Variable(
        "STRONGROOM_DETAIL_URL",
        "Detail store of downloads, parquet:///… or clickhouse://…; `off`; or empty: Parquet files in the data folder, "
        "if DuckDB is installed.",
        "",
        _detail_url,
    ),
    Variable(
        "STRONGROOM_DOWNLOAD_LOGS",
        "Folder of logs of other servers; whatever is put there is counted and put away; empty for none.",
        "",
        _folder_or_none,
    ),
    *SIGN_IN,
    Variable(
        "STRONGROOM_DNS",
        "Name servers that are asked for the domains of mail addresses, comma-separated; empty for the machine's, or `off`.",
        "",
        _name_servers,
    ),
    Variable(
        "STRONGROOM_RDAP",
        "Address of an RDAP service that says until when domains are registered; empty for none.",
        "",
        _simple_root,
    ),
    Variable(
        "STRONGROOM_BOUNCES",
        "Maildir folder into which a mail server puts what comes back; empty for none.",
        "",
        lambda text: Path(text).resolve() if text else None,
    ),
    Variable(
        "STRONGROOM_BREACHED_PASSWORDS",
        "File of breached passwords that `strongroom passwords import` makes; empty for one in the data folder.",
        "",
        lambda text: Path(text).resolve() if text else None,
    ),
    Variable(
        "STRONGROOM_PASSWORD_RANGES",
        "Address of a range API of breached passwords that is asked, too; empty for none.",
        "",
        _range_root,
    ),
    Variable(
        "STRONGROOM_LOG_LEVEL",
        "Lowest level that is logged.",
        "info",
        _one_of("debug", "info", "warning", "error"),
    ),
    Variable("STRONGROOM_DEMO", "`yes` shows mail under /_mail/. Never in production.", "no", _yes_or_no),
)


NOW_IN_THE_POLICY = {
    "STRONGROOM_CRITICAL_SHARE": "--share",
    "STRONGROOM_CRITICAL_MINIMUM": "--minimum-downloads",
    "STRONGROOM_COUNTED_CLIENTS": "--count",
}
"""Former settings, and the option of `strongroom policy announce` that says the same since rules are announced."""


def read_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the value of every variable by name, defaults filled in.

    Raises:
        SettingInvalid: for a value that cannot be read, or a STRONGROOM_ variable that does not exist, or no longer.
    """
    known = {variable.name for variable in VARIABLES}
    for name in environ:
        if name in NOW_IN_THE_POLICY:
            raise SettingInvalid(
                f"{name} is no longer a setting: the rules of designation are kept in the index, as its policy.",
                why="An index that has designated goes on as it did; `strongroom policy show` says how.",
                next_step=f"Remove it; `strongroom policy announce {NOW_IN_THE_POLICY[name]} …` changes the rule.",
            )
        if name.startswith("STRONGROOM_") and name not in known:
            raise SettingInvalid(
                f"{name} is not a setting of Strongroom.",
                next_step="See docs/reference/settings.md for the settings there are, or remove it.",
            )
    return {
        variable.name: _value(variable, environ.get(variable.name, variable.default))
        for variable in VARIABLES
    }


def _value(variable: Variable, text: str) -> Any:
    try:
        return variable.read(text)
    except ValueError as error:
        raise SettingInvalid(
            f"{variable.name}={text!r} cannot be read.",
            why=f"It is: {variable.summary}",
            next_step=f"Give {error}.",
        ) from error
