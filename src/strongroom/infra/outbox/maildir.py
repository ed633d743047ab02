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
        with path.open("rb") as mail:
            report = read_report(mail.read(MAX_BYTES))
        if report is not None and record_report(report, now=now):
            path.unlink()
            found += 1
            continue
        log.info("a mail that came back tells of no message of ours: %s", path.name)
        # Another program that reads the folder may have been quicker.
        with suppress(FileNotFoundError):
            path.rename(folder / "cur" / f"{path.name}:2,S")
    return found
