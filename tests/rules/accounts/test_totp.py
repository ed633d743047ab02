"""Codes of authenticator apps: right, on time, and once."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.accounts.rules.totp import (
    accepted_step,
    clock_fault,
    distant_step,
    new_secret,
    provisioning_uri,
    readable,
)

RFC_SECRET = b"12345678901234567890"
# RFC 6238, appendix B, SHA-1, the last six of eight digits.
RFC_CODES = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}
NOW = datetime(2026, 7, 1, 12, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
INSTANTS = st.integers(60, 20_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def code_of(secret: bytes, step: int) -> str:
    return pyotp.TOTP(readable(secret).replace(" ", "")).generate_otp(step)


@pytest.mark.parametrize("seconds, code", RFC_CODES.items())
def test_the_vectors_of_rfc_6238_are_accepted(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert accepted_step(RFC_SECRET, code, at=at, last_step=0) == seconds // 30


@pytest.mark.parametrize("drift, accepted", [(-2, None), (-1, STEP - 1), (0, STEP), (1, STEP + 1), (2, None)])
def test_a_clock_may_be_one_step_off(drift: int, accepted: int | None) -> None:
    code = code_of(RFC_SECRET, STEP + drift)
    assert accepted_step(RFC_SECRET, code, at=NOW, last_step=0) == accepted


@given(at=INSTANTS, later=st.integers(0, 120), drift=st.integers(-1, 1))
def test_no_code_works_twice(at: datetime, later: int, drift: int) -> None:
    present = int(at.timestamp()) // 30
    code = code_of(RFC_SECRET, present + drift)
    step = accepted_step(RFC_SECRET, code, at=at, last_step=0)
    assert step is not None
    # By chance (one in a million) a later step shows the same digits, which are then its own.
    assume(all(code_of(RFC_SECRET, step + more) != code for more in range(1, 7)))
    again = accepted_step(RFC_SECRET, code, at=at + timedelta(seconds=later), last_step=step)
    assert again is None


def test_no_older_code_works_after_a_newer_one() -> None:
    newer = accepted_step(RFC_SECRET, code_of(RFC_SECRET, STEP), at=NOW, last_step=0)
    assert newer == STEP
    assert accepted_step(RFC_SECRET, code_of(RFC_SECRET, STEP - 1), at=NOW, last_step=newer) is None
    assert accepted_step(RFC_SECRET, code_of(RFC_SECRET, STEP + 1), at=NOW, last_step=newer) == STEP + 1


def test_a_code_that_two_steps_share_uses_up_both() -> None:
    step = 910_737  # found by search: the first of this secret
    assert code_of(RFC_SECRET, step) == code_of(RFC_SECRET, step + 1) == "911617"
    at = datetime.fromtimestamp(step * 30, UTC)
    assert accepted_step(RFC_SECRET, "911617", at=at, last_step=0) == step + 1


@pytest.mark.parametrize("typed", [" 287082", "287 082", "28 70 82\n", "287\u00a0082"])
def test_white_space_in_a_code_is_ignored(typed: str) -> None:
    assert accepted_step(RFC_SECRET, typed, at=datetime.fromtimestamp(59, UTC), last_step=0) == 1


@pytest.mark.parametrize(
    "typed", ["", "28708", "2870820", "94287082", "287-082", "+87082", "٢٨٧٠٨٢", "287082\x00", "x" * 9000]
)
def test_anything_but_six_digits_is_not_accepted(typed: str) -> None:
    assert accepted_step(RFC_SECRET, typed, at=datetime.fromtimestamp(59, UTC), last_step=0) is None


def test_the_code_of_another_secret_is_not_accepted() -> None:
    other = b"09876543210987654321"
    assert accepted_step(other, code_of(RFC_SECRET, STEP), at=NOW, last_step=0) is None


def test_the_first_seconds_of_the_epoch_are_no_error() -> None:
    at = datetime.fromtimestamp(0, UTC)
    assert accepted_step(RFC_SECRET, code_of(RFC_SECRET, 0), at=at, last_step=0) is None
    assert accepted_step(RFC_SECRET, code_of(RFC_SECRET, 1), at=at, last_step=0) == 1


def test_secrets_have_160_bits_and_differ() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(first) == 20


def test_an_app_that_cannot_scan_is_told_the_secret_in_groups_of_four() -> None:
    assert readable(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_the_address_to_scan_names_index_and_account() -> None:
    uri = urlsplit(provisioning_uri(RFC_SECRET, account="ada lovelace", issuer="Strong & Room"))
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Strong & Room:ada lovelace")
    assert parse_qs(uri.query) == {"secret": ["GEZDGNBVGY3TQOJQ" * 2], "issuer": ["Strong & Room"]}


@given(at=INSTANTS, drift=st.integers(-12, 12), used=st.integers(0, 12))
def test_a_code_is_accepted_or_distant_or_neither(at: datetime, drift: int, used: int) -> None:
    assume(at.timestamp() > 2000)
    step = int(at.timestamp()) // 30 + drift
    code, last_step = code_of(RFC_SECRET, step), int(at.timestamp()) // 30 - used
    # By chance, another step near by may show the same digits.
    assume([other for other in range(step - 24, step + 25) if code_of(RFC_SECRET, other) == code] == [step])
    found = {
        "accepted": accepted_step(RFC_SECRET, code, at=at, last_step=last_step),
        "distant": distant_step(RFC_SECRET, code, at=at, last_step=last_step),
    }
    is_new = step > last_step
    assert found["accepted"] == (step if is_new and abs(drift) <= 1 else None)
    assert found["distant"] == (step if is_new and 1 < abs(drift) <= 10 else None)


@pytest.mark.parametrize(
    "steps, words",
    [
        (-10, "about 5 minutes behind"),
        (-2, "about 1 minute behind"),
        (2, "about 1 minute fast"),
        (7, "about 4 minutes fast"),
    ],
)
def test_how_wrong_a_clock_is_said_in_minutes(steps: int, words: str) -> None:
    assert clock_fault(STEP + steps, at=NOW) == words
