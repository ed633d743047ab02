"""Addresses of detail stores: what STRONGROOM_DETAIL_URL and `strongroom downloads move` take."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from strongroom.downloads.errors import DetailStoreUnfit

FORMS = "parquet:///folder or clickhouse://user:password@host:8123,host2:8123/database"

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\]):(\d{{1,5}})", re.ASCII)
_MOST_PORTS = 65_535
_IN_HEADERS = re.compile(r"[\x20-\x7e\xa0-\xff]*")
"""What user and password are sent in (RFC 9110, 5.5)."""


@dataclass(frozen=True, slots=True)
class ParquetAddress:
    """A folder of Parquet files."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickHouseAddress:
    """A database that each of several servers holds whole.

    Args:
        hosts: With their ports.
        tls: They are asked by HTTPS.
        password_file: Whose first line is the password; None where `password` is it.
    """

    hosts: tuple[str, ...]
    database: str
    user: str
    password: str = field(repr=False)
    password_file: Path | None
    tls: bool


Address = ParquetAddress | ClickHouseAddress


def parse_address(text: str) -> Address:
    """Return what an address means.

    Raises:
        DetailStoreUnfit: nothing, as it is written. The message does not repeat it: it may hold a password.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    folder = unquote(parts.path)
    plain = not (parts.netloc or parts.query or "\0" in folder)
    if parts.scheme == "parquet" and plain and folder.startswith("/"):
        return ParquetAddress(Path(folder))
    if parts.scheme in {"clickhouse", "clickhouses"}:
        credentials, _, hosts = parts.netloc.rpartition("@")
        user, _, password = credentials.partition(":")
        options = parse_qs(parts.query, keep_blank_values=True)
        file = options.pop("password-file", [""])[0]
        address = ClickHouseAddress(
            hosts=tuple(hosts.split(",")),
            database=parts.path.strip("/"),
            user=unquote(user) or "default",
            password=unquote(password),
            password_file=Path(file) if file else None,
            tls=parts.scheme == "clickhouses",
        )
        if not options and "\0" not in file and _is_reachable(address):
            return address
    raise DetailStoreUnfit("This is no address of a detail store.", next_step=f"Give {FORMS}.")


def _is_reachable(address: ClickHouseAddress) -> bool:
    """A request can be made of it, which is not to say that anybody answers."""
    hosts = [_HOST.fullmatch(host) for host in address.hosts]
    return (
        all(host is not None and int(host[1]) <= _MOST_PORTS for host in hosts)
        and _IDENTIFIER.fullmatch(address.database) is not None
        and all(_IN_HEADERS.fullmatch(text) for text in (address.user, address.password))
    )
