"""What keys are called."""

from uuid import UUID

from strongroom.accounts.rules.authenticators import _NAMES, kind_of


def test_every_line_of_the_table_is_an_aaguid_and_there_once() -> None:
    assert all(str(UUID(aaguid)) == aaguid for aaguid in _NAMES)


def test_a_key_is_called_by_its_kind_however_its_aaguid_is_written() -> None:
    assert kind_of("cb69481e-8ff7-4039-93ec-0a2729a154a8") == "YubiKey 5"
    assert kind_of("CB69481E-8FF7-4039-93EC-0A2729A154A8") == "YubiKey 5"


def test_keys_that_say_nothing_and_strangers_have_no_kind() -> None:
    assert kind_of("00000000-0000-0000-0000-000000000000") == kind_of("") == kind_of("toaster") == ""
