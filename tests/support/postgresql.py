"""A private PostgreSQL server: made for one test run, unknown to everybody else, gone afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import tables
from tests.support.processes import LOOPBACK, free_port, running

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def programs() -> Path:
    """Return the folder of the newest installed `initdb` and `postgres`.

    Raises:
        FileNotFoundError: if there is none.
    """
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not installed:
        raise FileNotFoundError(
            "PostgreSQL's server programs are not installed; `make test` says how to get them"
        )
    return installed[-1].parent


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a free loopback port; yield the postgresql:// address of a database on it, which has all tables."""
    folder = Path(tempfile.mkdtemp(prefix="strongroom-postgresql-"))
    try:
        password = _create_cluster(folder)
        port = free_port()
        address = f"postgresql://strongroom:{password}@{LOOPBACK}:{port}/"
        settings = [
            f"port={port}",
            f"listen_addresses={LOOPBACK}",
            # A race of a hundred takes a connection each.
            "max_connections=150",
            "unix_socket_directories=",
            *FAST_AND_FORGETFUL,
        ]
        options = [f"--{setting}" for setting in settings]
        with running(
            [programs() / "postgres", "-D", folder / "data", *options],
            ready=lambda: _answers(address + "postgres"),
            log=folder / "log",
            user=_server_user(),
            stop_with=signal.SIGINT,  # "fast shutdown": end sessions, write out, leave
        ):
            with psycopg.connect(address + "postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE strongroom")
            tables.make_tables(address + "strongroom")
            yield address + "strongroom"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create_cluster(folder: Path) -> str:
    """Create the server's data under `folder`; return the password of its user `strongroom`."""
    password = secrets.token_urlsafe(24)
    password_file = folder / "password"
    password_file.write_text(password)
    user = _server_user()
    if user:
        shutil.chown(folder, user, user)
        shutil.chown(password_file, user, user)
    subprocess.run(
        [
            programs() / "initdb",
            *("-D", folder / "data", "--username=strongroom", f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    return password


def _server_user() -> str | None:
    """Whom the server runs as: us, but for root, whom it refuses."""
    return "postgres" if os.geteuid() == 0 else None


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
