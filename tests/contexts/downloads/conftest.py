"""Detail stores: a folder of Parquet files, and two servers of ClickHouse that run as long as the tests do."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import clickhouse


@pytest.fixture(scope="session")
def clickhouse_hosts() -> Iterator[tuple[str, str]]:
    """Lend the hosts of two servers."""
    with clickhouse.server() as first, clickhouse.server() as second:
        yield first, second


@pytest.fixture
def parquet_url(tmp_path: Path) -> str:
    return f"parquet://{tmp_path / 'days'}"


@pytest.fixture
def clickhouse_url(clickhouse_hosts: tuple[str, str]) -> str:
    """Return the address of a database of its own, on both servers."""
    return clickhouse.address(clickhouse_hosts, f"details_{secrets.token_hex(4)}")


@pytest.fixture(params=["parquet", "clickhouse"])
def detail_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty store of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
