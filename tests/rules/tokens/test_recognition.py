"""From an Authorization header to a token that this index has made."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.config.env import SettingInvalid, read_environment
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import TokenForged, TokenMalformed, mint, serialize
from strongroom.foundation.tokens.recognition import PREFIX, key_of, recognize, token_in

PAGE = "https://index.example/account/tokens/"


def derive(purpose: str) -> bytes:
    """Return a key of sufficient length that is another one for another purpose."""
    return purpose.encode().ljust(64, b".")


def basic(credentials: str) -> str:
    return "Basic " + base64.b64encode(credentials.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        basic("__token__:the-token"),
        basic("__token__: the-token\n"),
        basic("__token__:the-token").replace("Basic", "BASIC"),
        "Bearer the-token",
        "token  the-token ",
    ],
)
def test_a_token_is_found_where_clients_put_it(header: str) -> None:
    assert token_in(header, made_at=PAGE) == "the-token"


@pytest.mark.parametrize("header", ["", "Digest x", basic("ada:the long phrase of ada")])
def test_whoever_brings_none_is_told_where_to_make_one(header: str) -> None:
    with pytest.raises(TokenRefused, match=PAGE):
        token_in(header, made_at=PAGE)


@pytest.mark.parametrize("value", ["", "é", "a", "=", "Basic", "/w==", "__token__:the-token"])
def test_credentials_that_cannot_be_read_are_refused(value: str) -> None:
    with pytest.raises(TokenRefused):
        token_in(f"Basic {value}", made_at=PAGE)


@given(st.text())
def test_any_header_is_read_or_refused_and_nothing_worse(header: str) -> None:
    with suppress(TokenRefused):
        token_in(header, made_at=PAGE)


def test_a_token_is_recognized_by_the_key_of_its_own_id_only() -> None:
    ours = mint(key_of("1", derive=derive), identifier="1", location="index.example")
    assert recognize(serialize(ours, prefix=PREFIX), derive=derive) == ours
    of_another = mint(key_of("2", derive=derive), identifier="1", location="index.example")
    with pytest.raises(TokenForged):
        recognize(serialize(of_another, prefix=PREFIX), derive=derive)
    with pytest.raises(TokenMalformed):
        recognize("nonsense", derive=derive)


@pytest.mark.parametrize("prefix", ["strongroom", "acme_index", "x2"])
def test_an_index_chooses_its_prefix(prefix: str) -> None:
    assert read_environment({"STRONGROOM_TOKEN_PREFIX": prefix})["STRONGROOM_TOKEN_PREFIX"] == prefix


@pytest.mark.parametrize("prefix", ["", "pypi", "acme-index", "Acme", "1st", "x" * 33, "acme\n"])
def test_it_is_none_of_another_index_nor_one_that_cannot_be_told_apart(prefix: str) -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_TOKEN_PREFIX"):
        read_environment({"STRONGROOM_TOKEN_PREFIX": prefix})
