"""pypitoken as the judge: what it restricts we understand alike, and what we restrict it does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypitoken import Token, ValidationError  # type: ignore[import-untyped] # it carries no types
from pypitoken import restrictions as theirs

from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.tokens.caveats import (
    Expiration,
    ProjectIds,
    ProjectNames,
    RequestUser,
    Scope,
    check,
    write,
)
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import mint, parse, restrict, serialize, verify

KEY = bytes(range(32))
ADA, BEN = stable_id(Kind.PERSON, 1), stable_id(Kind.PERSON, 2)
NAMES = [normalize(name) for name in ("flask", "requests", "zope.interface")]
IDS = [stable_id(Kind.PROJECT, number) for number in (1, 2, 3)]
INSTANTS = st.integers(1, 40)
"""Unix seconds. pypitoken takes nought for "not given"."""

SPANS = st.tuples(INSTANTS, INSTANTS)
SOME_NAMES = st.lists(st.sampled_from(NAMES), max_size=3)
RESTRICTIONS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    SPANS.map(lambda span: {"not_before": span[0], "not_after": span[1]}),
    SPANS.map(lambda span: {"legacy_not_before": span[0], "legacy_not_after": span[1]}),
    SOME_NAMES.map(lambda names: {"project_names": names}),
    SOME_NAMES.map(lambda names: {"legacy_project_names": names}),
    st.lists(st.sampled_from(IDS), max_size=3).map(lambda ids: {"project_ids": ids}),
    st.sampled_from([ADA, ADA, BEN]).map(lambda user_id: {"user_id": user_id}),
    st.just({"legacy_noop": True}),
)
"""Every argument that `pypitoken.Token.restrict` knows."""


def our_token() -> str:
    return serialize(mint(KEY, identifier="7f0c", location="index.example"), prefix="strongroom")


def we_allow(text: str, *, name: NormalizedName, project_id: str, now: int) -> bool:
    """Decide as the upload address does."""
    try:
        scope: Scope = check(verify(parse(text), KEY), now=datetime.fromtimestamp(now, UTC), user_id=ADA)
    except TokenRefused:
        return False
    return scope.includes(name, project_id=project_id)


def they_allow(text: str, *, name: NormalizedName, project_id: str, now: int) -> bool:
    """Decide as pypitoken does. Where two restrictions are unmet, it stumbles over its own message: a no as well."""
    try:
        Token.load(text).check(KEY, project_name=name, project_id=project_id, user_id=ADA, now=now)
    except (ValidationError, ValueError):
        return False
    return True


def test_it_knows_no_restriction_that_is_not_tried_here() -> None:
    """A new one there is to be thought about here."""
    assert {kind.__name__ for kind in theirs.Restriction._get_subclasses()} == {
        "DateRestriction",
        "ProjectNamesRestriction",
        "ProjectIDsRestriction",
        "UserIDRestriction",
        "LegacyNoopRestriction",
        "LegacyProjectNamesRestriction",
        "LegacyDateRestriction",
    }


@settings(max_examples=25)
@given(
    restrictions=st.lists(RESTRICTIONS, max_size=3),
    name=st.sampled_from(NAMES),
    project_id=st.sampled_from(IDS),
    now=INSTANTS,
)
def test_what_it_restricts_is_understood_here_alike(
    restrictions: list[dict[str, Any]], name: NormalizedName, project_id: str, now: int
) -> None:
    token = Token.load(our_token())
    for restriction in restrictions:
        token.restrict(**restriction)
    text = token.dump()
    assert we_allow(text, name=name, project_id=project_id, now=now) is they_allow(
        text, name=name, project_id=project_id, now=now
    )


@settings(max_examples=12)
@given(
    first=SPANS,
    names=SOME_NAMES,
    ids=st.lists(st.sampled_from(IDS), max_size=3),
    name=st.sampled_from(NAMES),
    now=INSTANTS,
)
def test_what_we_restrict_it_reads_restricts_further_and_decides_alike(
    first: tuple[int, int], names: list[NormalizedName], ids: list[str], name: NormalizedName, now: int
) -> None:
    begins, ends = (datetime.fromtimestamp(seconds, UTC) for seconds in first)
    macaroon = parse(our_token())
    for caveat in (
        Expiration(ends, begins),
        ProjectNames(frozenset(names)),
        ProjectIds(frozenset(ids)),
        RequestUser(ADA),
    ):
        macaroon = restrict(macaroon, write(caveat))
    token = Token.load(serialize(macaroon, prefix="strongroom"))
    kinds = [type(restriction).__name__ for restriction in token.restrictions]
    assert kinds == [
        "DateRestriction",
        "ProjectNamesRestriction",
        "ProjectIDsRestriction",
        "UserIDRestriction",
    ]
    text = token.restrict(project_names=NAMES[:2]).dump()
    assert we_allow(text, name=name, project_id=IDS[0], now=now) is they_allow(
        text, name=name, project_id=IDS[0], now=now
    )


@pytest.mark.parametrize("damage", [lambda text: text[:-1], lambda text: text[:-2] + "AA", str.swapcase])
def test_what_it_takes_for_forged_is_forged_here(damage: Callable[[str], str]) -> None:
    text = damage(Token.load(our_token()).restrict(project_names=["flask"]).dump())
    assert not we_allow(text, name=NAMES[0], project_id=IDS[0], now=1)


def test_ids_have_the_form_that_it_takes() -> None:
    restriction = theirs.Restriction.load_json(write(ProjectIds(frozenset(IDS))).decode())
    assert isinstance(restriction, theirs.ProjectIDsRestriction)
    restriction = theirs.Restriction.load_json(write(RequestUser(ADA)).decode())
    assert isinstance(restriction, theirs.UserIDRestriction)


@given(st.integers(0, 2**47), st.integers(0, 2**47))
def test_no_two_things_share_an_id(first: int, second: int) -> None:
    ids = {stable_id(kind, number) for kind in Kind for number in (first, second)}
    assert len(ids) == len({first, second}) * len(Kind)
