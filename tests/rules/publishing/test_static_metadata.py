"""When an installer may resolve by the metadata of a source distribution."""

import pytest

from strongroom.publishing.rules.static_metadata import is_static

HEAD = "Metadata-Version: {}\nName: six\nVersion: 1.0\n"


@pytest.mark.parametrize("version", ["2.2", "2.4", "2.5"])
def test_metadata_of_today_are_final(version: str) -> None:
    assert is_static(HEAD.format(version).encode())


@pytest.mark.parametrize("version", ["1.2", "2.1", "nonsense", ""])
def test_metadata_of_old_are_a_guess(version: str) -> None:
    assert not is_static(HEAD.format(version).encode())


@pytest.mark.parametrize("field", ["Requires-Dist", "requires-python", "Provides-Extra"])
def test_what_a_resolver_reads_must_not_be_dynamic(field: str) -> None:
    assert not is_static(f"{HEAD.format('2.2')}Dynamic: License-File\nDynamic: {field}\n".encode())


def test_other_fields_may_be_dynamic() -> None:
    assert is_static(f"{HEAD.format('2.4')}Dynamic: license-file\n".encode())
