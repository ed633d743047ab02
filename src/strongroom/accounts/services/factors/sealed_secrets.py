"""The secrets in the database that are sealed, and which sealing keys they need.

Higher floors seal secrets of their own, and say when the program starts which (`take_part_in_rotation`).

A rotation puts a new key first and seals everything anew, some rows at a time. It may be killed at any moment and begun
again: what it is to do is read from the rows. While it runs people enrol and sign in; servers follow the secret file
(`infra.crypto.secret_file`). A key is dropped in a write transaction, as secrets are sealed: nothing is sealed with it
meanwhile, on any machine that has this file.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from strongroom.accounts.models import TotpApp
from strongroom.accounts.rules.totp import seal_context
from strongroom.foundation.actors import Actor
from strongroom.infra.crypto.keyring import KeyRing, key_id_of
from strongroom.infra.crypto.secret_file import SealingKeyNeeded, add_key, drop_key, seal_with_newest
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed secrets.

    Args:
        context: Returns what the secret of a row is sealed for, as `KeyRing.seal` takes it.
    """

    model: type[Model]
    column: str
    context: Callable[[Any], str]

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows of the table."""
        return QuerySet(self.model)


_columns = [SealedColumn(TotpApp, "sealed_secret", lambda app: seal_context(app.pk))]


def take_part_in_rotation(column: SealedColumn) -> None:
    """Count and seal anew this column, too. Asking twice changes nothing."""
    if column not in _columns:
        _columns.append(column)


def count_sealed() -> Counter[int]:
    """Return how many secrets each sealing key has sealed; keys that nothing needs are not in it."""
    return Counter(
        key_id_of(bytes(secret))
        for one in _columns
        for secret in one.rows.values_list(one.column, flat=True).iterator()
    )


def let_key_wait(secret_file: Path, *, by: Actor, now: datetime) -> int:
    """Add a key that only opens, until it is on every machine; return its number."""
    with write():
        new_id = add_key(secret_file)
        append(Fact("keys.added", subject=f"sealing key {new_id}"), by=by, at=now)
    return new_id


def rotate_keys(secret_file: Path, *, by: Actor, now: datetime) -> int:
    """Seal with another key from now on; return its number. `reseal` then frees what older ones have sealed.

    The key that waits is taken, or a new one. A rotation ends when the keys that it replaced are dropped: as long as there
    are any, its key stays, so that it can be begun again however often.
    """
    ring: KeyRing = settings.STRONGROOM_KEYRING
    with write():
        current, *others = ring.key_ids
        if others and max(others) < current:
            return current
        if not others:
            add_key(secret_file)
        new_id = seal_with_newest(secret_file)
        append(Fact("keys.rotated", subject=f"sealing key {new_id}"), by=by, at=now)
    return new_id


def reseal(*, advance: Callable[[int], None]) -> None:
    """Seal with the current key what older ones have sealed.

    Args:
        advance: Is told of how many more secrets this is done.
    """
    ring: KeyRing = settings.STRONGROOM_KEYRING
    for one, ids in _batches():
        with write():
            for row in one.rows.filter(pk__in=ids):
                _reseal(one, row, ring)
        advance(len(ids))


def drop_sealing_key(secret_file: Path, key_id: int, *, by: Actor, now: datetime) -> None:
    """Forget a key that nothing is sealed with any more.

    Raises:
        SealingKeyNeeded: something is, or it is not one that was replaced.
    """
    with write():
        number = count_sealed()[key_id]
        if number:
            raise SealingKeyNeeded(
                f"Key {key_id} still opens {number} secrets.",
                next_step="Run `strongroom keys rotate` to its end first.",
            )
        drop_key(secret_file, key_id)
        append(Fact("keys.dropped", subject=f"sealing key {key_id}"), by=by, at=now)


def _batches() -> Iterator[tuple[SealedColumn, list[Any]]]:
    for one in _columns:
        ids = list(one.rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), _AT_A_TIME):
            yield one, ids[start : start + _AT_A_TIME]


def _reseal(one: SealedColumn, row: Model, ring: KeyRing) -> None:
    sealed = bytes(getattr(row, one.column))
    if key_id_of(sealed) != ring.key_ids[0]:
        context = one.context(row)
        setattr(row, one.column, ring.seal(ring.open(sealed, context=context), context=context))
        row.save(update_fields=[one.column])
