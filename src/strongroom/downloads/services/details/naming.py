"""Write into the ledger what a day of the detail store is to consist of. All of this happens in the transaction that counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from strongroom.downloads.models import DetailDay, DetailPiece, LooseDetails
from strongroom.downloads.rules.detail_clients import facts_of_client
from strongroom.downloads.rules.detail_files import file_facts
from strongroom.downloads.rules.details import DetailRow
from strongroom.downloads.store import Piece, compressed
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.user_agents import Client
from strongroom.infra.db import write


def name_pieces(pieces: Sequence[Piece]) -> None:
    """Let days consist of these pieces, too; a piece that belongs to its day already changes nothing."""
    for piece in sorted(pieces, key=lambda one: one.day):
        _, is_new = DetailPiece.objects.get_or_create(
            day=piece.day, digest=piece.digest, defaults={"downloads": piece.downloads.total()}
        )
        if is_new:
            _change(piece.day, piece.downloads)


def note_events(events: Iterable[DownloadEvent]) -> None:
    """Let days consist of these downloads, too, which our own servers have logged."""
    alike = Counter(
        (
            event.at.date(),
            event.project,
            file_facts(event.filename, version=event.version),
            facts_of_client(
                Client(event.installer, event.installer_version, event.python_version, event.system)
            ),
        )
        for event in events
    )
    _keep_loose(DetailRow(*key, downloads) for key, downloads in alike.items())


def add_rows(rows: Iterable[DetailRow]) -> None:
    """Let days consist of these rows, too, in a transaction of its own."""
    with write():
        _keep_loose(rows)


def _keep_loose(rows: Iterable[DetailRow]) -> None:
    by_day: dict[date, list[DetailRow]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    for day, of_day in sorted(by_day.items()):
        downloads: Counter[str] = Counter()
        for row in of_day:
            downloads[row.client.client_class] += row.downloads
        content = compressed([row.to_line() for row in of_day])
        LooseDetails.objects.create(day=day, rows=content, downloads=downloads.total())
        _change(day, downloads)


def _change(day: date, downloads: Counter[str]) -> None:
    row, _ = DetailDay.objects.get_or_create(day=day)
    row.downloads = dict(Counter(row.downloads) + downloads)
    row.changes += 1
    row.save(update_fields=["downloads", "changes"])
