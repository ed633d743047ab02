"""Rows of details for tests, and pieces made of them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from strongroom.downloads.rules.details import ClientFacts, DetailRow, FileFacts
from strongroom.downloads.store import compressed

DAY = date(2026, 3, 2)
PIP = ClientFacts("installer", "pip", "26.3", "3.11", "Linux")
UV = ClientFacts("installer", "uv", "0.9", "3.13", "macOS")
MIRROR = ClientFacts("mirror", "bandersnatch", "6.5", "3.11", "Linux")
SILENT = ClientFacts("unknown", "", "", "", "")
WHEEL = FileFacts("1.0", "harborlight-1.0-py3-none-any.whl", "wheel")
SDIST = FileFacts("1.1", "harborlight-1.1.tar.gz", "sdist")


def row(
    downloads: int = 1,
    *,
    file: FileFacts = WHEEL,
    client: ClientFacts = PIP,
    day: date = DAY,
    project: str = "harborlight",
) -> DetailRow:
    return DetailRow(day, project, file, client, downloads)


def piece(path: Path, rows: Iterable[DetailRow]) -> Path:
    """Write rows as a piece."""
    path.write_bytes(compressed([one.to_line() for one in rows]))
    return path
