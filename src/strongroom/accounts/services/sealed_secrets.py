"""The secrets in the database that are sealed, and which sealing keys they need.

A rotation puts a new key first and seals everything anew, some rows at a time. It may be killed at any moment and begun
again: what it is to do is read from the rows. While it runs people enrol and sign in; servers follow the secret file
(`infra.crypto.secret_file`). A key is dropped in a write transaction, as secrets are sealed: nothing is sealed with it
meanwhile, on any machine that has this file.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from strongroom.accounts.models import TotpApp
from strongroom.accounts.rules.totp import seal_context
from strongroom.foundation.actors import Actor
from strongroom.infra.crypto.keyring import KeyRing, key_id_of
from strongroom.infra.crypto.secret_file import SealingKeyNeeded, add_key, drop_key, seal_with_newest
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_AT_A_TIME = 100


def count_sealed() -> Counter[int]:
    """Return how many secrets each sealing key has sealed; keys that nothing needs are not in it."""
    sealed = TotpApp.objects.values_list("sealed_secret", flat=True)
    return Counter(key_id_of(bytes(secret)) for secret in sealed.iterator())


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
    for app_ids in _batches():
        with write():
            for app in TotpApp.objects.filter(pk__in=app_ids):
                _reseal(app, ring)
        advance(len(app_ids))


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


def _batches() -> Iterator[list[int]]:
    ids = list(TotpApp.objects.order_by("pk").values_list("pk", flat=True))
    return (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))


def _reseal(app: TotpApp, ring: KeyRing) -> None:
    sealed = bytes(app.sealed_secret)
    if key_id_of(sealed) != ring.key_ids[0]:
        context = seal_context(app.pk)
        app.sealed_secret = ring.seal(ring.open(sealed, context=context), context=context)
        app.save(update_fields=["sealed_secret"])
