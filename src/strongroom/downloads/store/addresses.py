"""Addresses of detail stores: what STRONGROOM_DETAIL_URL and `strongroom downloads move` take."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from strongroom.downloads.errors import DetailStoreUnfit

FORMS = "parquet:///folder or clickhouse://user:password@host:8123,host2:8123/database"

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.-]+:\d{1,5}|\[[0-9A-Fa-f:.]+\]:\d{1,5}")


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
    parts = urlsplit(text)
    if parts.scheme == "parquet" and not parts.netloc and parts.path.startswith("/") and not parts.query:
        return ParquetAddress(Path(unquote(parts.path)))
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
        fits = all(map(_HOST.fullmatch, address.hosts)) and _IDENTIFIER.fullmatch(address.database)
        if fits and not options:
            return address
    raise DetailStoreUnfit("This is no address of a detail store.", next_step=f"Give {FORMS}.")
