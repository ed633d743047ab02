"""Prepare the demonstration's folder, once: tables, people, projects, a file to upload.

A mark in the folder says how far it is. What was interrupted is started over; what is ready stays.
Run by `demo/run.py` in a process of its own, with the settings in the environment.
"""

import argparse
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from demo.build import build_sdist, build_wheel
from demo.cast import SAMPLE_ACCOUNTS
from demo.run import MARK
from demo.sources import sample_releases
from demo.traffic import OPENED

if TYPE_CHECKING:
    from demo.population import Secrets


def main() -> None:
    """Prepare the folder that STRONGROOM_DATA names."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    data = Path(os.environ["STRONGROOM_DATA"])
    empty(data)
    _write_mark(data, {"state": "preparing"})
    os.environ["DJANGO_SETTINGS_MODULE"] = "strongroom.config.settings"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _progress("Preparing the demonstration") as advance:
            secrets = _fill(advance)
    except KeyboardInterrupt:
        sys.exit("Interrupted. The next start prepares it anew.")
    _write_files_to_try(data / "try")
    _write_mark(data, {"state": "ready", "accounts": _accounts(secrets), "tokens": secrets.tokens})


def empty(data: Path) -> None:
    """Remove what an earlier demonstration left in the folder; refuse to touch any other folder."""
    data.mkdir(parents=True, exist_ok=True)
    if any(data.iterdir()) and not (data / MARK).exists():
        sys.exit(f"{data} holds something else than a demonstration. Choose another folder with --data.")
    for path in data.iterdir():
        if path.name != MARK:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _fill(advance: Callable[[], object]) -> "Secrets":
    # Django reads the settings and its models when it is imported: not before they are in place.
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

    from demo.population import populate  # noqa: PLC0415
    from strongroom.foundation import clock  # noqa: PLC0415

    return populate(clock.now(), advance=advance)


def _accounts(secrets: "Secrets") -> list[dict[str, str]]:
    return [
        {
            key: str(value)
            for key, value in asdict(account).items()
            if key in {"username", "password", "about"}
        }
        | {"totp": secrets.totp.get(account.username, "")}
        for account in SAMPLE_ACCOUNTS
    ]


def _write_files_to_try(folder: Path) -> None:
    """Write the releases that are not published yet, for visitors to upload."""
    folder.mkdir()
    for release in sample_releases():
        if release.days_ago is None:
            for built in (build_wheel(release.distribution), build_sdist(release.distribution)):
                (folder / built.filename).write_bytes(built.content)


def _write_mark(data: Path, content: dict[str, object]) -> None:
    (data / MARK).touch(mode=0o600)
    (data / MARK).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


@contextmanager
def _progress(what: str) -> Iterator[Callable[[], None]]:
    """Lend a function that is called once per day lived through: a bar on a terminal, plain lines elsewhere."""
    days = OPENED + 1
    if not sys.stdout.isatty():
        done = 0

        def say() -> None:
            nonlocal done
            done += 1
            if done % 60 == 0:
                print(f"{what}: {done * 100 // days} %", flush=True)

        print(f"{what} …", flush=True)
        yield say
        print(f"{what}: done.", flush=True)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console()) as bar:
        task = bar.add_task(what, total=days)
        yield lambda: bar.advance(task)


if __name__ == "__main__":
    main()
