"""Build days of the detail store from the pieces that the ledger names.

A day that changed is built when it was not built for a while; pieces stay for a week after the last building, so that the day can be
built anew from them when more of it comes in. Then the store alone has the day; if still more comes in, what the store holds
is made a piece first. One process builds at a time (a lock on the folder of the pieces).
"""

import fcntl
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from strongroom.downloads.errors import DetailsDiffer, DetailsRefused, PieceDamaged
from strongroom.downloads.models import DetailDay, DetailPiece, LooseDetails
from strongroom.downloads.store import DetailStore, PieceFolder
from strongroom.foundation.periods import Window
from strongroom.infra.db import check_open_to_writers, write

BUILT_AGAIN_AFTER = timedelta(minutes=10)
"""A day that goes on changing is built that often."""
KEPT_FOR = timedelta(days=7)
"""Pieces, after their day was built the last time."""
_SWEPT_AFTER = timedelta(days=1)
"""Pieces that nobody names: their chunk was refused, or its import died."""


def build_changed_days(
    store: DetailStore, pieces: PieceFolder, *, now: datetime, at_once: bool = False
) -> Iterator[date | DetailsRefused]:
    """Build a day that is due, unless somebody else builds; yield it, or why it could not be built.

    Args:
        at_once: Build every day that has changed, and wait for whoever builds.
    """
    with only_builder(pieces, wait=at_once) as ours:
        due = _due(now if at_once else now - BUILT_AGAIN_AFTER) if ours else []
        for day in due if at_once else due[:1]:
            try:
                _build(store, pieces, day)
                yield day
            except DetailsRefused as refusal:
                yield refusal
            finally:
                DetailDay.objects.filter(day=day).update(tried_at=now)


def put_away_pieces(pieces: PieceFolder, *, now: datetime) -> None:
    """Close days whose pieces have been kept long enough, and sweep files that no day consists of."""
    with only_builder(pieces, wait=False) as ours:
        if not ours:
            return
        done = DetailDay.objects.filter(built=F("changes"), closed=False, tried_at__lt=now - KEPT_FOR)
        for day in list(done.values_list("day", flat=True)):
            with write():
                if DetailDay.objects.filter(day=day, built=F("changes")).update(closed=True):
                    DetailPiece.objects.filter(day=day).delete()
        named = set(DetailPiece.objects.values_list("day", "digest"))
        pieces.sweep(named, unchanged_since=now - _SWEPT_AFTER)


@contextmanager
def only_builder(pieces: PieceFolder, *, wait: bool = True) -> Iterator[bool]:
    """Keep all others from building and moving days; without `wait`, lend False where somebody does."""
    check_open_to_writers()
    pieces.folder.mkdir(parents=True, exist_ok=True)
    with (pieces.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def _due(tried_before: datetime) -> list[date]:
    changed = DetailDay.objects.filter(changes__gt=F("built"))
    due = changed.filter(Q(tried_at=None) | Q(tried_at__lte=tried_before))
    return list(due.order_by(F("tried_at").asc(nulls_first=True), "day").values_list("day", flat=True))


def _build(store: DetailStore, pieces: PieceFolder, day: date) -> None:
    # Read first: what changes meanwhile is built the next time.
    row = DetailDay.objects.get(day=day)
    _pack_loose(pieces, day)
    if row.closed:
        _reopen(store, pieces, row)
    named = dict(DetailPiece.objects.filter(day=day).values_list("digest", "downloads"))
    paths = [pieces.path(day, digest) for digest in sorted(named)]
    if lost := [path.name for path in paths if not path.exists()]:
        raise PieceDamaged(
            f"{day} cannot be built: {len(lost)} of its pieces are gone, such as {lost[0]}.",
            next_step=f"Put them back into {paths[0].parent}.",
        )
    store.replace_day(day, paths, downloads=sum(named.values()))
    DetailDay.objects.filter(day=day).update(built=row.changes)


def _pack_loose(pieces: PieceFolder, day: date) -> None:
    """Make one piece of the loose rows of a day."""
    loose = list(LooseDetails.objects.filter(day=day).order_by("pk"))
    if not loose:
        return
    digest, unfinished = secrets.token_hex(32), pieces.unfinished()
    with unfinished.open("wb") as file:
        for one in loose:
            file.write(one.rows)
    pieces.put(day, digest, unfinished)
    with write():
        LooseDetails.objects.filter(pk__in=[one.pk for one in loose]).delete()
        DetailPiece.objects.create(day=day, digest=digest, downloads=sum(one.downloads for one in loose))


def _reopen(store: DetailStore, pieces: PieceFolder, row: DetailDay) -> None:
    """Make what the store holds of a day a piece of it, in place of those that are gone.

    Raises:
        DetailsDiffer: the store does not hold what was built.
    """
    with write():
        known = DetailDay.objects.get(day=row.day)
        of_day = (model.objects.filter(day=row.day) for model in (DetailPiece, LooseDetails))
        added = sum(sum(rows.values_list("downloads", flat=True)) for rows in of_day)
    held = sum(known.downloads.values()) - added
    found = store.sums(Window(row.day, row.day)).get(row.day, Counter()).total()
    if found != held:
        raise DetailsDiffer(
            f"The detail store holds {found:,} downloads of {row.day}, not {held:,} as it did.",
            next_step="Where the store was changed, `strongroom downloads move` carries the days of the earlier one over.",
        )
    digest, unfinished = secrets.token_hex(32), pieces.unfinished()
    store.copy_day(row.day, unfinished)
    pieces.put(row.day, digest, unfinished)
    with write():
        DetailPiece.objects.create(day=row.day, digest=digest, downloads=held)
        DetailDay.objects.filter(day=row.day).update(closed=False)
