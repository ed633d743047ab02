"""Operators import what others have lost, and replace sealing keys."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from strongroom.accounts.queries import is_breached
from strongroom.accounts.rules.breached_passwords import digest_of
from strongroom.infra.crypto.secret_file import load_or_create
from tests.contexts.accounts.given import app_of, somebody
from tests.interfaces.cli.conftest import Strongroom

LEAKED = "eleven umbrellas in the attic"


@pytest.fixture
def dump(tmp_path: Path, settings: Settings) -> Path:
    """Return the path of a dump of one password."""
    settings.STRONGROOM_BREACHED_PASSWORDS = tmp_path / "breached-passwords"
    path = tmp_path / "pwned.txt"
    path.write_text(f"{digest_of(LEAKED).hex().upper()}:3\r\n")
    return path


def test_a_dump_is_imported_and_counts_at_once(strongroom: Strongroom, dump: Path) -> None:
    assert not is_breached(LEAKED)
    result = strongroom("passwords", "import", str(dump))
    assert (result.exit_code, result.stdout) == (0, "1 breached passwords are refused from now on.\n")
    assert is_breached(LEAKED)


def test_another_file_is_refused_and_the_list_stays(strongroom: Strongroom, dump: Path) -> None:
    strongroom("passwords", "import", str(dump))
    dump.write_text("hunter2\n")
    result = strongroom("passwords", "import", str(dump))
    assert result.exit_code == 1
    assert "not a SHA-1 digest" in result.stderr
    assert is_breached(LEAKED)


@pytest.mark.django_db
def test_keys_are_listed_added_rotated_and_dropped(
    strongroom: Strongroom, tmp_path: Path, settings: Settings
) -> None:
    settings.STRONGROOM_SECRET_FILE = tmp_path / "secret.json"
    settings.STRONGROOM_KEYRING = load_or_create(settings.STRONGROOM_SECRET_FILE)
    app_of(somebody())

    assert strongroom("keys", "add").stdout.startswith("Key 2 waits.")
    assert strongroom("keys", "list").stdout.splitlines() == [
        "1: seals and opens; 1 secrets are sealed with it",
        "2: waits; 0 secrets are sealed with it",
    ]
    refused = strongroom("keys", "drop", "1")
    assert (refused.exit_code, "still opens 1 secrets" in refused.stderr) == (1, True)
    assert strongroom("keys", "rotate").stdout.startswith("Every secret is sealed with key 2.")
    assert strongroom("keys", "drop", "1").stdout.startswith("Key 1 is forgotten.")
    assert strongroom("keys", "list").stdout == "2: seals and opens; 1 secrets are sealed with it\n"
    assert django_settings.STRONGROOM_KEYRING.key_ids == (2,)


@pytest.mark.django_db
def test_a_key_that_secrets_need_and_the_file_has_not_is_shown(
    strongroom: Strongroom, tmp_path: Path, settings: Settings
) -> None:
    settings.STRONGROOM_SECRET_FILE = tmp_path / "secret.json"
    settings.STRONGROOM_KEYRING = load_or_create(settings.STRONGROOM_SECRET_FILE)
    backup = settings.STRONGROOM_SECRET_FILE.read_bytes()
    app_of(somebody())
    strongroom("keys", "rotate")
    settings.STRONGROOM_SECRET_FILE.write_bytes(backup)
    assert "2: MISSING in the secret file; 1 secrets" in strongroom("keys", "list").stdout
