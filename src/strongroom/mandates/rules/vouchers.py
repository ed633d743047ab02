"""The calendar of a voucher campaign, what a claim on a code has come to, and reading files of codes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from strongroom.mandates.errors import CampaignUnfit
from strongroom.mandates.rules.regions import regions_of

UNSEEN_FOR = timedelta(days=14)
"""How long a code waits for its first look while somebody else waits for it."""

REMINDED_BEFORE = timedelta(days=14)
"""When those who have a code are reminded of its last day."""

MOST_CODES = 20_000
"""In one file. More come in several."""

LARGEST_FILE_BYTES = 2 * 1024 * 1024
LONGEST_CODE = 200
SHORTEST_CODE = 4
_OF_NO_CODE = frozenset(" ,;")
"""Rather a table of which the columns are not understood: its heading, and whole lines, would be given away as codes."""


class Ending(StrEnum):
    """Why a claim holds no code any more, or waits no more. The value stands in the table, and stays."""

    LEFT = "left"
    GIVEN_BACK = "given-back"
    PASSED_ON = "passed-on"
    EXPIRED = "expired"
    OVER = "campaign-over"
    ACCOUNT_CLOSED = "account-closed"


class CampaignPhase(StrEnum):
    """How far a campaign is."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of a file. Without regions it serves all of the campaign; without a day it expires with the others.

    Args:
        line: In which it stands, from 1 on.
    """

    code: str
    regions: tuple[str, ...] = ()
    expires_on: date | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CodeFile:
    """What a file of codes says.

    Args:
        repeated: How many codes stood in it once more.
        blank: Lines without any.
    """

    rows: tuple[CodeRow, ...]
    repeated: int
    blank: int


def phase_on(opens_on: date, closes_on: date, *, ended: bool, today: date) -> CampaignPhase:
    """Return how far a campaign with these first and last days is."""
    if ended or today > closes_on:
        return CampaignPhase.OVER
    return CampaignPhase.COMING if today < opens_on else CampaignPhase.OPEN


def passes_on_at(assigned_at: datetime) -> datetime:
    """Return from when on a code that was never looked at goes to the next who waits."""
    return assigned_at + UNSEEN_FOR


def reminder_due(expires_on: date, *, assigned_on: date, today: date) -> bool:
    """Say whether the one reminder of a code's last day is due; not for a code that was given so late."""
    first = expires_on - REMINDED_BEFORE
    return assigned_on < first <= today <= expires_on


def read_codes(content: bytes) -> CodeFile:
    """Return the codes of a file: one a line, or CSV with a heading that has `code`, perhaps `regions` and `expires_on`.

    Raises:
        CampaignUnfit: it is too large, not UTF-8, has no codes, or a line is not understood. No code is quoted.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise CampaignUnfit(
            f"The file is larger than {LARGEST_FILE_BYTES // 1024**2} MiB.", next_step="Import it in parts."
        )
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CampaignUnfit("The file is not text in UTF-8.", next_step="Save it as such.") from error
    found = list(_rows(lines))
    rows: dict[str, CodeRow] = {}
    for row in found:
        rows.setdefault(row.code, row)
    if not rows:
        raise CampaignUnfit("The file has no codes.")
    if len(rows) > MOST_CODES:
        raise CampaignUnfit(f"The file has more than {MOST_CODES:,} codes.", next_step="Import it in parts.")
    return CodeFile(tuple(rows.values()), len(found) - len(rows), sum(not line.strip() for line in lines))


def unfit_line(number: int, what: str, *, why: str = "", mend: str = "mend the line") -> CampaignUnfit:
    """Return the refusal of a file for one of its lines: a file is imported whole or not at all."""
    step = f"Nothing was imported: {mend}, and import the file again."
    return CampaignUnfit(f"Line {number}{what}", why=why, next_step=step)


def _rows(lines: list[str]) -> Iterator[CodeRow]:
    """Yield the rows; blank lines keep their numbers for whoever looks for a fault."""
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    heading = [cell.strip().lower() for cell in _cells(numbered[0][1])] if numbered else []
    if "code" not in heading:
        heading = []
    for number, line in numbered[1:] if heading else numbered:
        yield _row(number, dict(zip(heading, _cells(line), strict=False)) if heading else {"code": line})


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _row(number: int, cells: dict[str, str]) -> CodeRow:
    code = cells.get("code", "").strip()
    if not SHORTEST_CODE <= len(code) <= LONGEST_CODE or not code.isprintable() or _OF_NO_CODE & set(code):
        raise unfit_line(
            number,
            " is not a code.",
            why=f"A code has {SHORTEST_CODE} to {LONGEST_CODE} characters, no spaces, commas and semicolons. "
            "If the file is CSV, with commas, its first line has to name the column `code`.",
        )
    last = cells.get("expires_on", "").strip()
    try:
        expires_on = date.fromisoformat(last) if last else None
        return CodeRow(code, regions_of(cells.get("regions", "")), expires_on, line=number)
    except CampaignUnfit as refusal:
        raise unfit_line(number, f": {refusal.what}", why=refusal.why) from refusal
    except ValueError as error:
        raise unfit_line(number, " has no day of the form 2027-01-31.") from error
