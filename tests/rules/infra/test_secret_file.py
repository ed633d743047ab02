"""The secret file appears whole, private and once; anything doubtful is refused and never replaced."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from strongroom.infra.crypto.keyring import key_id_of
from strongroom.infra.crypto.secret_file import (
    SealingKeyNeeded,
    SecretFileUnusable,
    add_key,
    drop_key,
    load_or_create,
    seal_with_newest,
)

KEY = base64.b64encode(b"k" * 32).decode()
ROOT = base64.b64encode(b"r" * 32).decode()
GOOD: dict[str, Any] = {"format": "strongroom-secrets-1", "root": ROOT, "keys": [{"id": 1, "key": KEY}]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets.json"


def written(path: Path, content: object, *, mode: int = 0o600) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(mode)
    return path


def test_the_first_start_makes_a_private_file_and_nothing_else(path: Path) -> None:
    load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_later_starts_find_the_same_keys(path: Path) -> None:
    first, second = load_or_create(path), load_or_create(path)
    assert second.open(first.seal(b"secret", context="c"), context="c") == b"secret"
    assert second.derive("token:1") == first.derive("token:1")


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    ada, ben = load_or_create(tmp_path / "ada"), load_or_create(tmp_path / "ben")
    assert ada.derive("token:1") != ben.derive("token:1")


def test_processes_that_start_together_agree(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(load_or_create, [path] * 16))
    assert len({ring.derive("token:1") for ring in rings}) == 1
    assert list(path.parent.iterdir()) == [path]


def test_an_operator_rotates_by_putting_a_key_first(path: Path) -> None:
    sealed = load_or_create(path).seal(b"secret", context="c")
    document = json.loads(path.read_text())
    document["keys"].insert(0, {"id": 2, "key": KEY})
    ring = load_or_create(written(path, document))
    assert repr(ring) == "<KeyRing sealing with key 2, opening with [1, 2]>"
    assert ring.open(sealed, context="c") == b"secret"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o601, 0o620, 0o666])
def test_a_file_open_to_others_is_refused_with_the_remedy(path: Path, mode: int) -> None:
    with pytest.raises(SecretFileUnusable, match=f"mode {mode:04o}.*chmod 600"):
        load_or_create(written(path, GOOD, mode=mode))


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o640])
def test_a_file_that_the_group_may_only_read_is_accepted(path: Path, mode: int) -> None:
    load_or_create(written(path, GOOD, mode=mode))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[" * 5000,
        [],
        {},
        {**GOOD, "format": "strongroom-secrets-2"},
        {**GOOD, "root": ROOT[:-4]},
        {**GOOD, "root": 7},
        {**GOOD, "root": "no base64!"},
        {**GOOD, "keys": []},
        {**GOOD, "keys": {"1": KEY}},
        {**GOOD, "keys": [{"id": 1, "key": KEY[4:]}]},
        {**GOOD, "keys": [{"id": True, "key": KEY}]},
        {**GOOD, "keys": [{"id": -1, "key": KEY}]},
        {**GOOD, "keys": [{"key": KEY}]},
        {**GOOD, "keys": [{"id": 1, "key": KEY}, {"id": 1, "key": ROOT}]},
        {**GOOD, "padding": "x" * 70_000},
    ],
)
def test_a_malformed_file_is_refused_without_quoting_it_and_left_alone(path: Path, content: object) -> None:
    before = written(path, content).read_text()
    with pytest.raises(SecretFileUnusable, match="malformed") as refusal:
        load_or_create(path)
    assert path.read_text() == before
    assert KEY not in refusal.value.message
    assert refusal.value.__cause__ is None


def test_a_missing_folder_is_refused_not_made(tmp_path: Path) -> None:
    """A volume that is not mounted must not look like a new installation."""
    with pytest.raises(SecretFileUnusable, match="cannot be used: No such file or directory"):
        load_or_create(tmp_path / "unmounted" / "secrets.json")
    assert not (tmp_path / "unmounted").exists()


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretFileUnusable, match="cannot be used"):
        load_or_create(tmp_path)


# --- Rotation -----------------------------------------------------------------------------------------------


def test_a_running_ring_follows_its_file(path: Path) -> None:
    ring = load_or_create(path)
    old = ring.seal(b"secret", context="c")
    assert add_key(path) == 2
    assert list(ring.key_ids) == [1, 2], "a key that waits opens, and does not seal"
    assert seal_with_newest(path) == 2
    assert key_id_of(ring.seal(b"secret", context="c")) == 2
    assert ring.open(old, context="c") == b"secret"
    drop_key(path, 1)
    assert list(ring.key_ids) == [2]


def test_what_another_process_sealed_with_a_newer_key_opens(path: Path) -> None:
    running = load_or_create(path)
    add_key(path)
    seal_with_newest(path)
    assert running.open(load_or_create(path).seal(b"secret", context="c"), context="c") == b"secret"


@pytest.mark.parametrize("key_id", [0, 2, 3, 4])
def test_only_a_key_that_was_replaced_is_dropped(path: Path, key_id: int) -> None:
    load_or_create(path)
    add_key(path)
    seal_with_newest(path)
    add_key(path)
    with pytest.raises(SealingKeyNeeded):
        drop_key(path, key_id)
    assert load_or_create(path).key_ids == (2, 1, 3)


def test_numbers_of_keys_are_never_used_again(path: Path) -> None:
    load_or_create(path)
    for _ in range(3):
        new_id = add_key(path)
        seal_with_newest(path)
        drop_key(path, new_id - 1)
    assert load_or_create(path).key_ids == (4,)


def test_rotation_keeps_the_root_and_who_may_read_the_file(path: Path) -> None:
    before = load_or_create(path)
    path.chmod(0o640)
    add_key(path)
    assert load_or_create(path).derive("token:1") == before.derive("token:1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_the_file_of_another_installation_is_not_followed(path: Path, tmp_path: Path) -> None:
    ring = load_or_create(path)
    load_or_create(tmp_path / "other").seal(b"x", context="c")
    (tmp_path / "other").replace(path)
    with pytest.raises(SecretFileUnusable, match="another installation"):
        ring.seal(b"secret", context="c")


@pytest.mark.parametrize("call", ["fsync", "fdopen"])
def test_a_rotation_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    sealed = load_or_create(path).seal(b"secret", context="c")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"os.{call}", full)
        with pytest.raises(SecretFileUnusable, match="No space left"):
            add_key(path)
    assert load_or_create(path).open(sealed, context="c") == b"secret"
    assert list(path.parent.iterdir()) == [path]
