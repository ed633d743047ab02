"""From an address to the store. Nothing is asked of it yet."""

import stat
from importlib.util import find_spec
from pathlib import Path

from strongroom.downloads.errors import DetailStoreUnfit
from strongroom.downloads.store.addresses import ClickHouseAddress, parse_address
from strongroom.downloads.store.clickhouse import ClickHouseStore
from strongroom.downloads.store.clickhouse_http import Server
from strongroom.downloads.store.port import DetailStore

_PASSWORD_BYTES = 1024


def open_store(address: str, *, to_read: bool = False) -> DetailStore:
    """Return the store at an address.

    Args:
        to_read: A folder must be there; else it is made by whoever writes the first day.

    Raises:
        DetailStoreUnfit: the address means none, DuckDB is not installed, the file of the password cannot be read, or the folder.
    """
    parsed = parse_address(address)
    if isinstance(parsed, ClickHouseAddress):
        password = _password(parsed)
        servers = [Server(host, tls=parsed.tls, user=parsed.user, password=password) for host in parsed.hosts]
        return ClickHouseStore(servers, parsed.database)
    if find_spec("duckdb") is None:
        raise DetailStoreUnfit(
            "Parquet files are read by DuckDB, which is not installed.",
            next_step="Install strongroom[details], or set STRONGROOM_DETAIL_URL to `off`.",
        )
    # DuckDB takes memory and time to load: only who reads details pays.
    from strongroom.downloads.store.parquet import ParquetStore  # noqa: PLC0415

    if to_read:
        _check_folder(parsed.folder)
    return ParquetStore(parsed.folder)


def _check_folder(folder: Path) -> None:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise DetailStoreUnfit(
            f"This is no detail store that can be read: {error}.", next_step="Check the address."
        ) from error


def _password(address: ClickHouseAddress) -> str:
    if address.password_file is None:
        return address.password
    try:
        return _first_line(address.password_file)
    except (OSError, ValueError) as error:
        raise DetailStoreUnfit(
            f"The password of the detail store cannot be read: {error}.",
            next_step="Look into the password-file that STRONGROOM_DETAIL_URL names.",
        ) from error


def _first_line(path: Path) -> str:
    """Return the first line of a file, without blanks around it.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no regular file, which might never end, or the line is not of ASCII, or longer than a password.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("it is no regular file")
    with path.open("rb") as file:
        line = file.readline(_PASSWORD_BYTES + 1)
    if len(line) > _PASSWORD_BYTES:
        raise ValueError(f"its first line has more than {_PASSWORD_BYTES} bytes")
    return line.decode("ascii").strip()
