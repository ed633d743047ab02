"""What is remembered of the uses of an API token: the last one, and places and programs by which a new one is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.token_ends import notice_due_at, revocation
from strongroom.accounts.rules.token_uses import (
    KEPT,
    TokenUse,
    UsedFrom,
    is_another_program,
    is_to_be_noted,
    noted,
    pack,
    unpack,
)
from strongroom.foundation.client_addresses import Place, PlaceKind, client_address, network_of, place_of

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
HOME = UsedFrom(PlaceKind.IPV4, "a1", NOW)
WORK = UsedFrom(PlaceKind.PRIVATE, "b2", NOW)
PLACES = st.builds(UsedFrom, st.sampled_from(PlaceKind), st.sampled_from(["", "a1", "b2"]), st.just(NOW))
CLIENTS = st.sampled_from(["", "twine 6.1.0", "twine 6.2.0", "uv 0.9.1"])


def later(place: UsedFrom, **span: float) -> UsedFrom:
    return UsedFrom(place.kind, place.mark, NOW + timedelta(**span))


def test_the_same_again_is_written_once_a_minute() -> None:
    last = noted(None, client="twine 6.1.0", place=HOME, now=NOW)
    for seconds, writes in [(0, False), (59, False), (60, True)]:
        now = NOW + timedelta(seconds=seconds)
        assert (
            is_to_be_noted(last, client="twine 6.1.0", place=later(HOME, seconds=seconds), now=now) is writes
        )


@pytest.mark.parametrize(
    ("client", "place"), [("uv 0.9.1", HOME), ("twine 6.2.0", HOME), ("twine 6.1.0", WORK)]
)
def test_another_program_or_place_is_written_at_once(client: str, place: UsedFrom) -> None:
    last = noted(None, client="twine 6.1.0", place=HOME, now=NOW)
    assert is_to_be_noted(last, client=client, place=place, now=NOW)
    assert is_to_be_noted(None, client=client, place=place, now=NOW)


def test_a_place_keeps_the_day_on_which_it_was_first_seen() -> None:
    first = noted(None, client="uv 0.9.1", place=HOME, now=NOW)
    second = noted(first, client="uv 0.9.1", place=later(WORK, days=1), now=NOW + timedelta(days=1))
    third = noted(second, client="uv 0.9.1", place=later(HOME, days=2), now=NOW + timedelta(days=2))
    assert [(place.mark, place.first_used_at) for place in third.places] == [
        ("a1", NOW),
        ("b2", NOW + timedelta(days=1)),
    ]
    assert third.at == NOW + timedelta(days=2)


def test_only_a_new_name_is_another_program() -> None:
    last = noted(None, client="twine 6.1.0", place=HOME, now=NOW)
    assert not is_another_program(None, client="uv 0.9.1")
    assert not is_another_program(last, client="twine 6.2.0")
    assert is_another_program(last, client="uv 0.9.1")
    both = noted(last, client="uv 0.9.1", place=HOME, now=NOW)
    assert not is_another_program(both, client="twine 7.0")


@given(st.lists(st.tuples(CLIENTS, PLACES), max_size=30))
def test_what_is_remembered_is_bounded_and_survives_storing(uses: list[tuple[str, UsedFrom]]) -> None:
    last: TokenUse | None = None
    for client, place in uses:
        last = noted(last, client=client, place=place, now=NOW)
        assert len(last.places) <= KEPT
        assert len(last.programs) <= KEPT
        assert len({(one.kind, one.mark) for one in last.places}) == len(last.places)
        assert unpack(pack(last), at=NOW, client=client) == last


def test_a_use_that_was_noted_before_places_were_is_shown_without() -> None:
    assert unpack(None, at=NOW, client="") == TokenUse(NOW)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1", Place(PlaceKind.LOOPBACK)),
        ("::1", Place(PlaceKind.LOOPBACK)),
        ("10.1.2.3", Place(PlaceKind.PRIVATE, "10.1.2.0/24")),
        ("fe80::1%eth0", Place(PlaceKind.PRIVATE, "fe80::/48")),
        ("8.8.4.4", Place(PlaceKind.IPV4, "8.8.4.0/24")),
        ("::ffff:8.8.4.4", Place(PlaceKind.IPV4, "8.8.4.0/24")),
        ("2600:1f18:1:2:3::4", Place(PlaceKind.IPV6, "2600:1f18:1::/48")),
        ("", Place(PlaceKind.UNKNOWN)),
        ("somewhere", Place(PlaceKind.UNKNOWN)),
    ],
)
def test_of_an_address_its_kind_and_its_network_are_told(address: str, place: Place) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("forwarded", "proxies", "believed"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        ("6.6.6.6, 8.8.4.4", 1, "8.8.4.4"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(forwarded: str, proxies: int, believed: str) -> None:
    assert client_address("10.0.0.1", forwarded=forwarded, proxies=proxies) == believed


def test_attempts_are_counted_by_address_or_network() -> None:
    assert network_of("8.8.4.4") == "8.8.4.4"
    assert network_of("2600:1f18:1:2:3::4") == "2600:1f18:1:2::"
    assert network_of("::ffff:8.8.4.4") == "8.8.4.4"


@pytest.mark.parametrize(
    ("lives", "told_before"), [(365, 7), (30, 7), (15, 7), (14, 1), (7, 1), (2, None), (1, None)]
)
def test_the_owner_is_told_a_week_before_or_a_day(lives: int, told_before: int | None) -> None:
    ends = NOW + timedelta(days=lives)
    due = None if told_before is None else ends - timedelta(days=told_before)
    assert notice_due_at(NOW, expires_at=ends) == due


def test_a_revocation_says_when_and_why() -> None:
    assert revocation(NOW, because="its owner revoked it") == (
        "It was revoked on 2026-07-08 because its owner revoked it."
    )
    assert revocation(NOW, because="") == "It was revoked on 2026-07-08."
