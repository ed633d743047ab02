"""From an address to the store. Nothing is asked of it yet."""

from importlib.util import find_spec

from strongroom.downloads.errors import DetailStoreUnfit
from strongroom.downloads.store.addresses import ClickHouseAddress, parse_address
from strongroom.downloads.store.clickhouse import ClickHouseStore
from strongroom.downloads.store.clickhouse_http import Server
from strongroom.downloads.store.port import DetailStore


def open_store(address: str) -> DetailStore:
    """Return the store at an address.

    Raises:
        DetailStoreUnfit: the address means none, DuckDB is not installed, or the file of the password cannot be read.
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

    return ParquetStore(parsed.folder)


def _password(address: ClickHouseAddress) -> str:
    if address.password_file is None:
        return address.password
    try:
        return address.password_file.read_text(encoding="ascii").partition("\n")[0].strip()
    except (OSError, ValueError) as error:
        raise DetailStoreUnfit(
            f"The password of the detail store cannot be read: {error}.",
            next_step="Look into the password-file that STRONGROOM_DETAIL_URL names.",
        ) from error
