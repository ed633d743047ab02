"""API tokens as macaroons, with pypitoken as the judge of the wire form."""

import base64
import string
from contextlib import suppress

import pymacaroons  # type: ignore[import-untyped] # it carries no types
import pypitoken  # type: ignore[import-untyped] # as above
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.tokens.macaroons import (
    MAX_CAVEATS,
    MAX_TOKEN_LENGTH,
    Macaroon,
    TokenForged,
    TokenMalformed,
    TokenTooLarge,
    mint,
    parse,
    restrict,
    serialize,
    verify,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(reversed(KEY))
NOW = 1_700_000_000
BASE64URL = string.ascii_letters + string.digits + "-_"

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
CAVEATS = st.lists(TEXTS.map(str.encode), max_size=5)


def token(*caveats: bytes, key: bytes = KEY) -> Macaroon:
    return mint(key, identifier="7f0c", location="index.example", caveats=caveats)


def payload_of(text: str) -> bytes:
    encoded = text.partition("-")[2]
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def token_text(payload: bytes) -> str:
    return "strongroom-" + base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


# Agreement with pypitoken.


@given(identifier=TEXTS, location=TEXTS, caveats=CAVEATS)
def test_a_token_has_the_very_bytes_that_pypitoken_gives_it(
    identifier: str, location: str, caveats: list[bytes]
) -> None:
    theirs = pypitoken.Token.create(location, identifier, KEY, prefix="strongroom")
    for caveat in caveats:
        theirs._macaroon.add_first_party_caveat(caveat)
    ours = mint(KEY, identifier=identifier, location=location, caveats=caveats)
    assert serialize(ours, prefix="strongroom") == theirs.dump()
    assert parse(theirs.dump()) == ours


def test_a_token_made_here_is_restricted_and_checked_there() -> None:
    text = serialize(token(b'[1, ["requests", "flask"]]'), prefix="strongroom")
    there = pypitoken.Token.load(text).restrict(not_before=NOW - 60, not_after=NOW + 60)
    there.check(KEY, project_name="flask", now=NOW)
    for project, now, key in [("django", NOW, KEY), ("flask", NOW + 60, KEY), ("flask", NOW, OTHER_KEY)]:
        with pytest.raises(pypitoken.ValidationError):
            there.check(key, project_name=project, now=now)
    assert (there.prefix, there.domain, there.identifier) == ("strongroom", "index.example", "7f0c")


def test_a_token_made_and_restricted_there_is_verified_here() -> None:
    there = pypitoken.Token.create("index.example", "7f0c", KEY).restrict(project_names=["flask"])
    here = restrict(parse(there.dump()), b'[3, "ada"]')
    assert verify(here, KEY) == (b'[1, ["flask"]]', b'[3, "ada"]')
    assert pypitoken.Token.load(serialize(here, prefix="pypi"))._macaroon.signature_bytes.decode() == (
        here.signature.hex()
    )


# Genuine or not.


@given(caveats=CAVEATS, more=TEXTS.map(str.encode))
def test_a_holder_restricts_offline_what_the_server_then_verifies(caveats: list[bytes], more: bytes) -> None:
    text = serialize(token(*caveats), prefix="strongroom")
    restricted = serialize(restrict(parse(text), more), prefix="strongroom")
    assert verify(parse(restricted), KEY) == (*caveats, more)


@given(caveats=CAVEATS.filter(bool), data=st.data())
def test_a_holder_takes_no_caveat_away_nor_changes_their_order(
    caveats: list[bytes], data: st.DataObject
) -> None:
    genuine = token(*caveats)
    other = data.draw(st.permutations(caveats)) if data.draw(st.booleans()) else caveats[:-1]
    forged = Macaroon(genuine.identifier, genuine.location, tuple(other), genuine.signature)
    if forged != genuine:
        with pytest.raises(TokenForged):
            verify(forged, KEY)


def test_another_key_verifies_nothing() -> None:
    with pytest.raises(TokenForged, match="create a new one") as refusal:
        verify(token(key=OTHER_KEY), KEY)
    assert refusal.value.code == "token_forged"


def test_no_token_with_a_changed_character_verifies() -> None:
    """Every character, every replacement. Only the location, which is no more than a hint, may differ."""
    genuine = token(b'[1,["flask"]]')
    text = serialize(genuine, prefix="s")
    for position in range(2, len(text)):
        for character in BASE64URL.replace(text[position], ""):
            changed = text[:position] + character + text[position + 1 :]
            try:
                read = parse(changed)
                verify(read, KEY)
            except (TokenMalformed, TokenForged):
                continue
            assert (read.identifier, read.caveats) == (genuine.identifier, genuine.caveats)
            assert read.location != genuine.location


def test_no_token_with_a_missing_or_doubled_character_verifies() -> None:
    text = serialize(token(b'[1,["flask"]]'), prefix="s")
    for position in range(2, len(text)):
        for changed in (
            text[:position] + text[position + 1 :],
            text[:position] + text[position] + text[position:],
        ):
            with pytest.raises((TokenMalformed, TokenForged)):
                verify(parse(changed), KEY)


def test_a_key_that_can_be_guessed_is_not_used() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        token(key=b"")
    with pytest.raises(ValueError, match="at least 32 bytes"):
        verify(token(), KEY[1:])


# Form.


@given(prefix=st.text(alphabet=string.ascii_lowercase + "_", min_size=1, max_size=20))
def test_any_prefix_before_the_first_hyphen_is_let_pass(prefix: str) -> None:
    text = serialize(token(), prefix=prefix)
    assert text.startswith(f"{prefix}-")
    assert parse(text) == token()


@pytest.mark.parametrize("prefix", ["", "strong-room"])
def test_a_prefix_that_could_not_be_told_apart_is_not_given(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        serialize(token(), prefix=prefix)


@given(st.text(max_size=300) | st.binary(max_size=300).map(token_text))
def test_garbage_is_malformed_and_nothing_worse(text: str) -> None:
    with pytest.raises(TokenMalformed):
        parse(text)


@given(data=st.data())
def test_a_damaged_token_is_refused_and_nothing_worse(data: st.DataObject) -> None:
    payload = payload_of(serialize(token(b"x" * 200, b"y"), prefix="s"))
    start = data.draw(st.integers(0, len(payload)))
    end = data.draw(st.integers(start, len(payload)))
    damaged = payload[:start] + data.draw(st.binary(max_size=6)) + payload[end:]
    with suppress(TokenMalformed):
        assert serialize(parse(token_text(damaged)), prefix="strongroom") == token_text(damaged)


def test_only_one_spelling_of_a_token_is_read() -> None:
    payload = payload_of(serialize(token(), prefix="s"))
    long_winded_length = payload[:1] + b"\x01\x8d\x00" + payload[3:]
    assert payload[2] == len("index.example")
    for text in [
        token_text(long_winded_length),
        token_text(payload + b"\x00"),
        token_text(payload) + "=",
        token_text(payload) + "\n",
        " " + token_text(payload)[:-1],
        token_text(payload)[:-1] + "B",
    ]:
        with pytest.raises(TokenMalformed):
            parse(text)


def test_third_party_caveats_and_the_older_form_are_not_read() -> None:
    third_party = pymacaroons.Macaroon("index.example", "7f0c", KEY, version=pymacaroons.MACAROON_V2)
    third_party.add_third_party_caveat("elsewhere.example", "a" * 32, "ask them")
    version_1 = pymacaroons.Macaroon("index.example", "7f0c", KEY, version=pymacaroons.MACAROON_V1)
    for macaroon in (third_party, version_1):
        with pytest.raises(TokenMalformed, match="without third-party caveats"):
            parse(f"strongroom-{macaroon.serialize()}")


def test_a_token_has_at_most_32_caveats_in_and_out() -> None:
    full = token(*[b"{}"] * MAX_CAVEATS)
    assert parse(serialize(full, prefix="s")) == full
    with pytest.raises(TokenTooLarge, match="32 restrictions"):
        serialize(restrict(full, b"{}"), prefix="s")
    there = pypitoken.Token.create("index.example", "7f0c", KEY)
    for _ in range(MAX_CAVEATS + 1):
        there.restrict(project_names=["flask"])
    with pytest.raises(TokenMalformed, match="more than 32"):
        parse(there.dump())


def test_a_token_has_at_most_8_kib_in_and_out() -> None:
    assert len(serialize(token(b"x" * 6000), prefix="s")) <= MAX_TOKEN_LENGTH
    with pytest.raises(TokenTooLarge, match="Name fewer projects"):
        serialize(token(b"x" * 6200), prefix="s")
    there = pypitoken.Token.create("index.example", "7f0c" * 2000, KEY)
    with pytest.raises(TokenMalformed):
        parse(there.dump())


def test_a_token_in_a_log_does_not_give_itself_away() -> None:
    assert token().signature.hex() not in repr(token())
    assert "signature" not in repr(token())
