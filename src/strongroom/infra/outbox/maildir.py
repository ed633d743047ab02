"""Read what came back from a Maildir folder, in which a mail server puts one file for each mail."""

import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from strongroom.infra.outbox.bounces import record_report
from strongroom.infra.outbox.reports import MAX_BYTES, read_report

MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


def read_maildir(folder: Path, *, now: datetime) -> int:
    """Record the reports among the new mails, and return how many there were.

    A report about a message of ours is deleted; every other mail is marked as seen and left to people.
    """
    found = 0
    for path in sorted((folder / "new").iterdir())[:MOST_AT_ONCE]:
        # Another program that reads the folder may be quicker.
        with suppress(FileNotFoundError):
            found += _read(path, seen=folder / "cur" / f"{path.name}:2,S", now=now)
    return found


def _read(path: Path, *, seen: Path, now: datetime) -> bool:
    """Say whether a mail is a report about a message of ours; delete it then, and otherwise mark it as seen."""
    with path.open("rb") as mail:
        report = read_report(mail.read(MAX_BYTES))
    if report is not None and record_report(report, now=now):
        path.unlink(missing_ok=True)
        return True
    log.info("a mail that came back tells of no message of ours: %s", path.name)
    path.rename(seen)
    return False
