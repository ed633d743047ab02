"""How passwords are stored: Argon2id with the parameters for machines with little memory, a few at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from strongroom.accounts.errors import PasswordsBusy

AT_ONCE = 2
"""Hashes that one process computes at a time, 64 MiB each. `strongroom serve` has sixteen threads in each of two
processes: without a bound, as many sign-ins at once would take 2 GiB, and each other's time; with it, 256 MiB."""

PATIENCE_SECONDS = 5.0
"""For a turn. A hash takes some tenths of a second: whoever waits longer is the twentieth or so."""

_turns = threading.BoundedSemaphore(AT_ONCE)


class LowMemoryArgon2(Argon2PasswordHasher):
    """RFC 9106, 4, second recommended option: 64 MiB, 3 passes, 4 lanes.

    Django's own default takes 100 MiB for each sign-in that is going on. Hashes made with
    other parameters are replaced when their owner signs in.

    Raises:
        PasswordsBusy: from every method that hashes, when no turn comes.
    """

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4

    def encode(self, password: str, salt: str) -> str:
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turn():
            return super().verify(password, encoded)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of the turns."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise PasswordsBusy(
            "Too many people are signing in at this moment.",
            why="Checking a password takes much memory, so only a few are checked at a time.",
            next_step="Try again in a minute.",
        )
    try:
        yield
    finally:
        _turns.release()
