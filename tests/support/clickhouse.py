"""Private ClickHouse servers on loopback: made for one test run, unknown to everybody else, gone afterwards."""

import shutil
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.support.processes import LOOPBACK, free_port, running

USER, PASSWORD = "index", "of the harbor's index"

_CONFIGURATION = """<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>{host}</listen_host>
  <http_port>{http}</http_port>
  <tcp_port>{tcp}</tcp_port>
  <interserver_http_port>{interserver}</interserver_http_port>
  <interserver_http_host>{host}</interserver_http_host>
  <path>{folder}/data/</path>
  <tmp_path>{folder}/tmp/</tmp_path>
  <mark_cache_size>67108864</mark_cache_size>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
</yandex>
"""
_USERS = """<yandex>
  <profiles><default><max_memory_usage>500000000</max_memory_usage><max_threads>2</max_threads></default></profiles>
  <quotas><default/></quotas>
  <users><{user}>
    <password>{password}</password><networks><ip>{host}</ip></networks>
    <profile>default</profile><quota>default</quota>
  </{user}></users>
</yandex>
"""


def program() -> str:
    """Return where ClickHouse's server is.

    Raises:
        FileNotFoundError: if it is not installed.
    """
    found = shutil.which("clickhouse-server") or shutil.which("clickhouse-server", path="/usr/sbin")
    if found is None:
        raise FileNotFoundError("clickhouse-server is not installed; `make test` says how to get it")
    return found


@contextmanager
def server() -> Iterator[str]:
    """Run a server on free loopback ports; yield the `host:port` of its HTTP interface."""
    folder = Path(tempfile.mkdtemp(prefix="strongroom-clickhouse-"))
    try:
        port = free_port()
        words = {"folder": folder, "host": LOOPBACK, "user": USER, "password": PASSWORD, "http": port}
        configuration = folder / "config.xml"
        configuration.write_text(
            _CONFIGURATION.format(tcp=free_port(), interserver=free_port(), **words), encoding="utf-8"
        )
        (folder / "users.xml").write_text(_USERS.format(**words), encoding="utf-8")
        with running(
            [program(), f"--config-file={configuration}"],
            ready=lambda: _answers(f"http://{LOOPBACK}:{port}/ping"),
            log=folder / "log",
        ):
            yield f"{LOOPBACK}:{port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def address(hosts: Sequence[str], database: str) -> str:
    """Return the address of a detail store on these servers."""
    return f"clickhouse://{USER}:{quote(PASSWORD)}@{','.join(hosts)}/{database}"
