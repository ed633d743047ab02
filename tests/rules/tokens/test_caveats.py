"""What restricted tokens may do: never more than each of their restrictions allows."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypitoken import exceptions as pypitoken_exceptions  # type: ignore[import-untyped] # it carries no types
from pypitoken import restrictions as pypitoken_restrictions

from strongroom.foundation.names import normalize
from strongroom.foundation.tokens.caveats import (
    Caveat,
    CaveatUnknown,
    Expiration,
    NoLimit,
    ProjectIds,
    ProjectNames,
    ReadOnly,
    RequestUser,
    Scope,
    TokenExpired,
    TokenNotYetValid,
    TokenOfAnotherUser,
    check,
    read,
    write,
)
from strongroom.foundation.tokens.errors import TokenRefused

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
ADA = "0d4f1f3c-6a51-4f0e-9f0a-000000000001"
BEN = "0d4f1f3c-6a51-4f0e-9f0a-000000000002"

NAMES = [normalize(name) for name in ("flask", "requests", "zope-interface")]
IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]
HOURS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))

OF_PYPI: st.SearchStrategy[Caveat] = st.one_of(
    st.builds(ProjectNames, st.frozensets(st.sampled_from(NAMES))),
    st.builds(ProjectIds, st.frozensets(st.sampled_from(IDS))),
    st.builds(Expiration, HOURS, HOURS),
    st.builds(RequestUser, st.sampled_from([ADA, ADA, ADA, BEN])),
)
KNOWN: st.SearchStrategy[Caveat] = OF_PYPI | st.just(ReadOnly()) | st.just(NoLimit())
SCOPES = st.builds(Scope, st.none() | st.frozensets(st.sampled_from(NAMES)), read_only=st.booleans())
RAW = st.lists(
    st.one_of(KNOWN.map(write), KNOWN.map(write), KNOWN.map(write), st.just(b'["new"]')), max_size=4
)


def allowed(caveats: list[bytes]) -> set[tuple[str, str]]:
    """Everything a token of Ada's with these caveats may publish, of all that there is."""
    try:
        scope = check(caveats, now=NOW, user_id=ADA)
    except TokenRefused:
        return set()
    if scope.read_only:
        return set()
    return {(name, id_) for name in NAMES for id_ in IDS if scope.includes(name, project_id=id_)}


@given(first=RAW, second=RAW)
def test_a_token_restricted_twice_allows_what_both_restrictions_allow_and_no_more(
    first: list[bytes], second: list[bytes]
) -> None:
    assert allowed(first + second) == allowed(first) & allowed(second)


def readable(caveats: list[bytes]) -> set[str | None]:
    """Everything that such a token may read: projects, and what is said of all together."""
    return {name for name in (None, *NAMES) if may_read(caveats, name)}


def may_read(caveats: list[bytes], name: str | None) -> bool:
    try:
        check(caveats, now=NOW, user_id=ADA).require_reading(name)
    except TokenRefused:
        return False
    return True


@given(first=RAW, second=RAW)
def test_a_token_restricted_further_reads_no_more_than_before(
    first: list[bytes], second: list[bytes]
) -> None:
    assert readable(first + second) <= readable(first) & readable(second)


def test_projects_limit_reading_only_where_a_token_can_do_nothing_else() -> None:
    """Who publishes a project has to install what it needs."""
    limited = write(ProjectNames(frozenset(NAMES[:1])))
    assert readable([limited]) == {None, *NAMES}
    assert readable([write(ReadOnly())]) == {None, *NAMES}
    assert readable([limited, write(ReadOnly())]) == set(NAMES[:1])
    assert readable([write(ReadOnly()), write(ProjectNames(frozenset()))]) == set()
    assert readable([write(ProjectIds(frozenset(IDS)))]) == set()


@given(SCOPES, SCOPES)
def test_what_is_within_two_scopes_is_within_each(first: Scope, second: Scope) -> None:
    both = first.within(second)
    assert both == second.within(first)
    assert both.read_only == (first.read_only or second.read_only)
    for name in NAMES:
        allowing = [one.includes(name, project_id=None) for one in (first, second)]
        assert both.includes(name, project_id=None) == all(allowing)


@given(caveats=RAW, data=st.data())
def test_the_order_of_restrictions_does_not_matter(caveats: list[bytes], data: st.DataObject) -> None:
    def outcome(ordered: list[bytes]) -> Scope | str:
        try:
            return check(ordered, now=NOW, user_id=ADA)
        except TokenRefused as refusal:
            return refusal.message

    assert outcome(data.draw(st.permutations(caveats))) == outcome(caveats)


@given(KNOWN)
def test_a_caveat_is_read_as_it_was_written(caveat: Caveat) -> None:
    assert read(write(caveat)) == caveat


@given(caveat=OF_PYPI, name=st.sampled_from(NAMES), project_id=st.sampled_from(IDS))
def test_pypitoken_decides_the_same(caveat: Caveat, name: str, project_id: str) -> None:
    context = pypitoken_restrictions.Context(project_name=name, project_id=project_id, user_id=ADA, now=STAMP)
    try:
        pypitoken_restrictions.Restriction.load_json(write(caveat).decode()).check(context)
        theirs = True
    except pypitoken_exceptions.ValidationError:
        theirs = False
    assert ((name, project_id) in allowed([write(caveat)])) is theirs


def test_the_older_forms_mean_the_same_as_the_newer_ones() -> None:
    assert read(b'{"nbf":5,"exp":9}') == read(b"[0,9,5]")
    assert read(b'{"version":1,"permissions":{"projects":["Flask"]}}') == read(b'[1,["flask"]]')
    assert read(b'{"permissions":"user","version":1}') == NoLimit()
    assert check([b'{"version":1,"permissions":"user"}'], now=NOW, user_id=ADA) == Scope()


def test_a_token_without_caveats_is_limited_by_nothing() -> None:
    assert check([], now=NOW, user_id=ADA) == Scope(projects=None, project_ids=None)


def test_the_scope_is_the_intersection_of_all_names_and_of_all_ids() -> None:
    caveats = [b'[1,["flask","requests"]]', b'[1,["requests","django"]]', b'[2,["a","b"]]', b'[2,["b"]]']
    assert check(caveats, now=NOW, user_id=ADA) == Scope(
        projects=frozenset({normalize("requests")}), project_ids=frozenset({"b"})
    )


@pytest.mark.parametrize("caveat", [b"[1,[]]", b"[2,[]]"])
def test_an_empty_list_allows_nothing(caveat: bytes) -> None:
    assert allowed([caveat]) == set()


def test_a_token_for_a_projects_id_reaches_no_project_that_does_not_exist_yet() -> None:
    scope = check([b'[2,["a"]]'], now=NOW, user_id=ADA)
    assert scope.includes(NAMES[0], project_id="a")
    assert not scope.includes(NAMES[0], project_id=None)
    assert not scope.includes(NAMES[0], project_id="b")


def test_names_are_compared_in_normal_form() -> None:
    assert read(b'[1,["Zope.Interface"]]') == ProjectNames(frozenset({normalize("zope-interface")}))


def test_time_is_half_open() -> None:
    span = [write(Expiration(expires_at=NOW + timedelta(hours=1), not_before=NOW))]
    assert check(span, now=NOW, user_id=ADA) == Scope()
    assert check(span, now=NOW + timedelta(minutes=59, seconds=59), user_id=ADA) == Scope()
    with pytest.raises(TokenNotYetValid, match="not valid before 2026-07-01 12:00:00 UTC"):
        check(span, now=NOW - timedelta(seconds=1), user_id=ADA)
    with pytest.raises(TokenExpired, match=r"expired at 2026-07-01 13:00:00 UTC\. Create a new token"):
        check(span, now=NOW + timedelta(hours=1), user_id=ADA)


def test_an_expired_token_names_the_earliest_of_its_ends() -> None:
    ends = [write(Expiration(NOW - timedelta(hours=hours), NOW - timedelta(days=9))) for hours in (1, 3, 2)]
    with pytest.raises(TokenExpired, match="09:00:00"):
        check(ends, now=NOW, user_id=ADA)


def test_a_token_restricted_to_somebody_else_is_refused() -> None:
    assert check([write(RequestUser(ADA))], now=NOW, user_id=ADA) == Scope()
    with pytest.raises(TokenOfAnotherUser, match="another account"):
        check([write(RequestUser(ADA)), write(RequestUser(BEN))], now=NOW, user_id=ADA)


@pytest.mark.parametrize(
    "caveat",
    [
        b"",
        b"flask",
        b"\xff",
        b"0",
        b"[]",
        b"{}",
        b"[4]",
        b"[1000,1]",
        b"[1000.0]",
        b"[1001]",
        b'[4,"publisher",{}]',
        b"[-1]",
        b"[0]",
        b"[0,1]",
        b"[0,1,2,3]",
        b"[0,1.5,0]",
        b"[0,true,0]",
        b"[false,9999999999,0]",
        b'[true,["flask"]]',
        b'[1.0,["flask"]]',
        b"[0,-1,0]",
        b"[0,253402300800,0]",
        b"[0,1e400,0]",
        b"[0," + b"9" * 5000 + b",0]",
        b'[1,"flask"]',
        b"[1,[1]]",
        b'[1,["flask"],2]',
        b'[1,["not a name"]]',
        b'[1,["flask\\n"]]',
        b"[2,[7]]",
        b"[3,7]",
        b"[3,null]",
        b'{"version":true,"permissions":"user"}',
        b'{"version":1.0,"permissions":"user"}',
        b'{"version":2,"permissions":"user"}',
        b'{"version":1,"permissions":"user","more":1}',
        b'{"version":1,"permissions":"owner"}',
        b'{"version":1,"permissions":{"projects":"flask"}}',
        b'{"version":1,"permissions":{"projects":["not a name"]}}',
        b'{"version":1,"permissions":{"projects":["flask"],"more":1}}',
        b'{"permissions":"user"}',
        b'{"nbf":0}',
        b'{"nbf":0,"exp":true}',
        b'{"nbf":0,"exp":9999999999,"more":1}',
        b'{"nbf":0,"exp":9999999999999}',
        b"[" * 3000,
        json.dumps([3, ADA]).encode("utf-16"),
        b"\xef\xbb\xbf" + json.dumps([3, ADA]).encode(),
    ],
)
def test_what_is_not_understood_is_refused(caveat: bytes) -> None:
    with pytest.raises(CaveatUnknown, match="not understood"):
        read(caveat)
    with pytest.raises(CaveatUnknown, match="Create a new token"):
        check([write(RequestUser(ADA)), caveat], now=NOW, user_id=ADA)


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_bytes_are_read_or_refused_and_nothing_worse(caveat: bytes) -> None:
    with suppress(CaveatUnknown):
        assert read(write(read(caveat))) == read(caveat)


def test_a_refused_caveat_is_shown_shortened_and_printable() -> None:
    with pytest.raises(CaveatUnknown) as refusal:
        read(b"\x00\xff\x1b[31m" + b"x" * 1000)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.what) < 200
