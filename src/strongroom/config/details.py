"""Which detail store is used where the setting leaves it open."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote


def detail_url(setting: str, folder: Path) -> str:
    """Return the address of the detail store; empty for none.

    Whoever installed DuckDB (the extra `details`) wants details: without a word they are kept in the data folder.
    """
    if setting:
        return "" if setting == "off" else setting
    return f"parquet://{quote(str(folder / 'days'))}" if find_spec("duckdb") else ""
