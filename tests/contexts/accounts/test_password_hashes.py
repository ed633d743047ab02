"""Passwords are hashed a few at a time: memory for a hundred at once is nobody's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password
from pytest_django import Settings

from strongroom.accounts import password_hashers
from strongroom.accounts.errors import PasswordsBusy
from strongroom.accounts.password_hashers import AT_ONCE, LowMemoryArgon2
from strongroom.config import settings as production

SOME = AT_ONCE * 3


class QuickArgon2(LowMemoryArgon2):
    """Takes little memory and time."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@contextmanager
def all_turns_taken() -> Iterator[None]:
    """Have as many hashes go on as may."""
    for _ in range(AT_ONCE):
        password_hashers._turns.acquire()
    try:
        yield
    finally:
        for _ in range(AT_ONCE):
            password_hashers._turns.release()


def test_never_more_are_computed_at_once_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    all_turns, step = threading.Event(), threading.Event()

    def encode(_self: object, _password: str, _salt: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == AT_ONCE:
                all_turns.set()
        all_turns.wait(60)
        step.wait(0.02)
        with lock:
            running -= 1
        return "hash"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    threads = [
        threading.Thread(target=LowMemoryArgon2().encode, args=["password", "salt"]) for _ in range(SOME)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, running) == (AT_ONCE, 0)


def test_whoever_waits_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashers, "PATIENCE_SECONDS", 0.01)
    hasher = QuickArgon2()
    encoded = hasher.encode("password", "saltsaltsalt")
    with all_turns_taken():
        for attempt in (
            lambda: hasher.encode("password", "saltsaltsalt"),
            lambda: hasher.verify("password", encoded),
        ):
            with pytest.raises(PasswordsBusy, match="in a minute"):
                attempt()
    assert hasher.verify("password", encoded), "turns are given back"


def test_a_hash_that_fails_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashers, "PATIENCE_SECONDS", 0.01)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError):  # noqa: PT011 - argon2's own words
            QuickArgon2().verify("password", "argon2$no hash")


def test_in_production_every_argon2_hash_waits_for_a_turn(settings: Settings) -> None:
    """Django picks the last hasher of an algorithm to check a password: there must be none beside ours."""
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    theirs = Argon2PasswordHasher()
    theirs.memory_cost, theirs.time_cost, theirs.parallelism = 8, 1, 1
    encoded = theirs.encode("password", "saltsaltsalt")
    assert isinstance(identify_hasher(encoded), LowMemoryArgon2)
    assert check_password("password", encoded)
    assert make_password("password").startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
