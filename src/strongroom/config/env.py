"""Every environment variable that Strongroom reads, in one table.

docs/reference/settings.md documents the same variables; a test compares the two.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from strongroom.config.directory_values import address, attribute, existing_file, search_filter
from strongroom.foundation.errors import Refusal
from strongroom.readpath.upstream import ReservedNames

_TOKEN_PREFIX = re.compile(r"[a-z][a-z0-9_]{1,31}")
_MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class SettingInvalid(Refusal):
    """An environment variable holds a value that means nothing to Strongroom."""

    code = "setting_invalid"


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its name, what it means, its default and how its text is read."""

    name: str
    summary: str
    default: str
    read: Callable[[str], Any]


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


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(0)
    if not 0 < share <= 1:
        raise ValueError("a share above 0 and up to 1, such as 0.01")
    return share


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


def _issuer(text: str) -> str:
    """Return the issuer as its ID tokens spell it (OpenID Connect Core 1.0, 2)."""
    parts = urlsplit(text)
    is_local = parts.hostname in {"localhost", "127.0.0.1"}
    if text and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_local))):
        raise ValueError("an https address, such as https://login.example")
    if parts.query or parts.fragment:
        raise ValueError("an address without a query, such as https://login.example")
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


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip())


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
        "STRONGROOM_CRITICAL_SHARE", "Share of the projects that is critical by downloads.", "0.01", _share
    ),
    Variable(
        "STRONGROOM_CRITICAL_MINIMUM",
        "Counted downloads in the window below which nothing is critical by rank.",
        "1000",
        _count,
    ),
    Variable(
        "STRONGROOM_COUNTED_CLIENTS", "Client classes that count, comma-separated.", "installer", _words
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
        "STRONGROOM_DOWNLOAD_LOGS",
        "Folder of logs of other servers; whatever is put there is counted and put away; empty for none.",
        "",
        lambda text: Path(text).resolve() if text else None,
    ),
    Variable(
        "STRONGROOM_OIDC_ISSUER",
        "Issuer of the OpenID Connect provider through which people may sign in; empty for none.",
        "",
        _issuer,
    ),
    Variable("STRONGROOM_OIDC_NAME", "What people call the provider.", "your company", str),
    Variable("STRONGROOM_OIDC_CLIENT", "The index's client id at the provider.", "", str),
    Variable("STRONGROOM_OIDC_CLIENT_SECRET", "The index's secret at the provider.", "", str),
    Variable(
        "STRONGROOM_OIDC_SECOND_FACTOR",
        "Values of `amr` and `acr` by which a sign-in at the provider counts as one with a second factor, comma-separated.",
        "",
        _words,
    ),
    Variable(
        "STRONGROOM_LDAP", "Directory whose passwords people sign in with; empty for none.", "", address
    ),
    Variable("STRONGROOM_LDAP_NAME", "What people call the directory.", "your company's directory", str),
    Variable("STRONGROOM_LDAP_PEOPLE", "Distinguished name below which people are.", "", str),
    Variable("STRONGROOM_LDAP_FILTER", "Filter that people fulfill.", "(objectClass=person)", search_filter),
    Variable(
        "STRONGROOM_LDAP_GROUP", "Distinguished name of the group that is let in; empty for all.", "", str
    ),
    Variable("STRONGROOM_LDAP_BIND_DN", "Who looks for people in the directory; empty for nobody.", "", str),
    Variable("STRONGROOM_LDAP_BIND_PASSWORD", "The password for that.", "", str),
    Variable("STRONGROOM_LDAP_USERNAME", "Attribute of the user name.", "uid", attribute),
    Variable("STRONGROOM_LDAP_MAIL", "Attribute of the mail address.", "mail", attribute),
    Variable(
        "STRONGROOM_LDAP_ID", "Attribute that an entry shares with no other, ever.", "entryUUID", attribute
    ),
    Variable(
        "STRONGROOM_LDAP_AUTHORITIES", "File of certificates; empty for the machine's.", "", existing_file
    ),
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


def read_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the value of every variable by name, defaults filled in.

    Raises:
        SettingInvalid: for a value that cannot be read, or a STRONGROOM_ variable that does not exist.
    """
    known = {variable.name for variable in VARIABLES}
    for name in environ:
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
