"""What is sealed opens only where, and with what, it was sealed."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.infra.crypto.keyring import KEY_BYTES, MAX_KEY_ID, KeyRing, SealingKey, Unsealable

ROOT = b"r" * KEY_BYTES
OLD = SealingKey(1, b"o" * KEY_BYTES)
NEW = SealingKey(2, b"n" * KEY_BYTES)
RING = KeyRing([OLD], root_secret=ROOT)


@given(plaintext=st.binary(max_size=200), context=st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_what_is_sealed_opens_in_its_context(plaintext: bytes, context: str) -> None:
    assert RING.open(RING.seal(plaintext, context=context), context=context) == plaintext


def test_sealed_bytes_show_nothing_of_the_secret_and_never_repeat() -> None:
    first, second = (RING.seal(b"a TOTP secret", context="totp:17") for _ in range(2))
    assert first != second
    assert b"TOTP" not in first


def test_sealed_bytes_moved_to_another_row_do_not_open() -> None:
    sealed = RING.seal(b"ada's secret", context="totp:17")
    with pytest.raises(Unsealable, match="another place"):
        RING.open(sealed, context="totp:18")


@given(data=st.data())
def test_no_changed_byte_opens(data: st.DataObject) -> None:
    ring = KeyRing([NEW, OLD], root_secret=ROOT)
    sealed = bytearray(ring.seal(b"secret", context="c"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        ring.open(bytes(sealed), context="c")


def test_no_part_of_sealed_bytes_opens() -> None:
    sealed = RING.seal(b"secret", context="c")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            RING.open(sealed[:length], context="c")


def test_after_rotation_old_secrets_open_and_new_ones_need_the_new_key() -> None:
    sealed_before = RING.seal(b"secret", context="c")
    rotated = KeyRing([NEW, OLD], root_secret=ROOT)
    assert rotated.open(sealed_before, context="c") == b"secret"
    with pytest.raises(Unsealable, match="not in the secret file"):
        RING.open(rotated.seal(b"secret", context="c"), context="c")


def test_another_key_under_the_same_id_does_not_open() -> None:
    impostor = KeyRing([SealingKey(OLD.id, NEW.key_secret)], root_secret=ROOT)
    with pytest.raises(Unsealable):
        impostor.open(RING.seal(b"secret", context="c"), context="c")


def test_rotation_changes_no_derived_key_and_no_digest() -> None:
    rotated = KeyRing([NEW, OLD], root_secret=ROOT)
    assert rotated.derive("token:1") == RING.derive("token:1")
    assert rotated.keyed_digest(b"x", purpose="p") == RING.keyed_digest(b"x", purpose="p")


def test_another_root_changes_all_derived_keys_and_digests() -> None:
    other = KeyRing([OLD], root_secret=b"s" * KEY_BYTES)
    assert other.derive("token:1") != RING.derive("token:1")
    assert other.keyed_digest(b"x", purpose="p") != RING.keyed_digest(b"x", purpose="p")


def test_each_purpose_has_its_own_key_and_its_own_digest() -> None:
    keys = {
        RING.derive("a"),
        RING.derive("b"),
        RING.keyed_digest(b"", purpose="a"),
        RING.keyed_digest(b"", purpose="b"),
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert len(RING.derive("a", length=64)) == 64


def test_who_is_given_a_derived_key_cannot_digest_with_it() -> None:
    assert RING.keyed_digest(b"x", purpose="p") != hmac.digest(RING.derive("p"), b"x", hashlib.sha256)


def test_derivation_is_that_of_rfc_5869() -> None:
    """RFC 5869, section 2, done by hand: one block, so the counter is 1."""
    extracted = hmac.digest(bytes(32), ROOT, hashlib.sha256)
    assert RING.derive("token:1") == hmac.digest(extracted, b"strongroom:derive:token:1\x01", hashlib.sha256)


def test_a_ring_shows_which_keys_it_has_but_not_the_keys() -> None:
    ring = KeyRing([NEW, OLD], root_secret=ROOT)
    assert repr(ring) == "<KeyRing sealing with key 2, opening with [1, 2]>"
    assert repr(NEW) == "SealingKey(id=2)"


@pytest.mark.parametrize(
    "keys", [[], [OLD, SealingKey(OLD.id, NEW.key_secret)]], ids=["none", "one id twice"]
)
def test_a_ring_needs_distinct_keys(keys: list[SealingKey]) -> None:
    with pytest.raises(ValueError, match="at least one sealing key"):
        KeyRing(keys, root_secret=ROOT)


def test_keys_of_another_length_or_id_are_refused() -> None:
    with pytest.raises(ValueError, match="root secret"):
        KeyRing([OLD], root_secret=ROOT[1:])
    with pytest.raises(ValueError, match="32 bytes"):
        SealingKey(1, b"short")
    for number in (-1, MAX_KEY_ID + 1):
        with pytest.raises(ValueError, match="id lies between"):
            SealingKey(number, OLD.key_secret)
