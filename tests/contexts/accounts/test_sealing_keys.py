"""Sealing keys are replaced while people enrol and sign in, whatever is killed meanwhile, and no secret is lost."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.services import (
    count_sealed,
    drop_sealing_key,
    let_key_wait,
    reseal,
    rotate_keys,
)
from strongroom.accounts.services.factors import sealed_secrets
from strongroom.infra.crypto.secret_file import SealingKeyNeeded, load_or_create
from strongroom.infra.journal.models import JournalEntry
from tests.contexts.accounts.given import NOW, OTTO, app_of, code, somebody

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Nobody catches it."""


@pytest.fixture
def secret_file(tmp_path: Path, settings: Settings) -> Path:
    """Return the file of an installation of this test's own, whose secrets are sealed anew one by one."""
    path = tmp_path / "secret.json"
    settings.STRONGROOM_KEYRING = load_or_create(path)
    return path


@pytest.fixture(autouse=True)
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_secrets, "_AT_A_TIME", 1)


def rotate(secret_file: Path, *, killed_after: int = 1000) -> int:
    """Rotate as the command does, and be killed when so many secrets are sealed anew."""
    key_id = rotate_keys(secret_file, by=OTTO, now=NOW)
    left = [killed_after]

    def advance(number: int) -> None:
        left[0] -= number
        if left[0] < 0:
            raise Killed

    if killed_after == 0:
        raise Killed
    reseal(advance=advance)
    return key_id


def test_a_rotation_seals_every_secret_anew_and_frees_the_old_key(secret_file: Path) -> None:
    ada = somebody()
    secrets = [app_of(ada, name=name) for name in ("phone", "tablet")]
    assert count_sealed() == {1: 2}
    with pytest.raises(SealingKeyNeeded):
        drop_sealing_key(secret_file, 1, by=OTTO, now=NOW)

    assert rotate(secret_file) == 2

    assert count_sealed() == {2: 2}
    drop_sealing_key(secret_file, 1, by=OTTO, now=NOW)
    assert load_or_create(secret_file).key_ids == (2,)
    at = NOW + timedelta(minutes=2)
    for secret in secrets:
        services.accept_totp(ada.user_id, code=code(secret, at=at), now=at)
    facts = JournalEntry.objects.filter(kind__startswith="keys.").order_by("serial")
    assert [fact.kind for fact in facts] == ["keys.rotated", "keys.dropped"]


@pytest.mark.parametrize("seed", range(8))
def test_a_rotation_may_be_killed_anywhere_while_people_enrol(secret_file: Path, seed: int) -> None:
    chance = random.Random(seed)
    people = [somebody(f"person{number}") for number in range(3)]
    secrets = {(person.user_id, "phone"): app_of(person) for person in people}
    for attempt in range(chance.randrange(1, 6)):
        with pytest.raises(Killed):
            rotate(secret_file, killed_after=chance.randrange(3))
        newcomer = chance.choice(people)
        secrets[newcomer.user_id, str(attempt)] = app_of(newcomer, name=str(attempt))
        for key_id in load_or_create(secret_file).key_ids:
            if count_sealed()[key_id]:
                with pytest.raises(SealingKeyNeeded):
                    drop_sealing_key(secret_file, key_id, by=OTTO, now=NOW)

    current = rotate(secret_file)

    assert count_sealed() == {current: len(secrets)}
    for key_id in load_or_create(secret_file).key_ids[1:]:
        drop_sealing_key(secret_file, key_id, by=OTTO, now=NOW)
    for number, ((user_id, _), secret) in enumerate(secrets.items()):
        at = NOW + timedelta(minutes=10 + number)
        services.accept_totp(user_id, code=code(secret, at=at), now=at)


def test_a_rotation_goes_on_with_its_key_until_the_old_one_is_dropped(secret_file: Path) -> None:
    app_of(somebody())
    with pytest.raises(Killed):
        rotate(secret_file, killed_after=0)
    assert rotate(secret_file) == rotate(secret_file) == 2
    drop_sealing_key(secret_file, 1, by=OTTO, now=NOW)
    assert rotate(secret_file) == 3


def test_where_there_are_several_machines_a_key_waits_until_it_is_everywhere(
    secret_file: Path, tmp_path: Path, settings: Settings
) -> None:
    app_of(somebody())
    assert let_key_wait(secret_file, by=OTTO, now=NOW) == 2
    other = tmp_path / "other.json"
    other.write_bytes(secret_file.read_bytes())
    other.chmod(0o600)
    rotate(secret_file)
    settings.STRONGROOM_KEYRING = load_or_create(other)
    newcomer = somebody("ben")
    app_of(newcomer)
    assert count_sealed() == {1: 1, 2: 1}, (
        "the other machine opens with both, and seals with the old one still"
    )
