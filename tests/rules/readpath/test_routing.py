"""Whose a name is: taken and reserved names never come from an upstream, however they are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import NormalizedName, normalize
from strongroom.readpath.rules.routing import ReservedNames, Source, route

RESERVED = ReservedNames.parse(["acme-*", "Internal_Tool", "corp*"])

raw_names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,10}[A-Za-z0-9])?", fullmatch=True)
spellings = st.sampled_from([str, str.upper, str.title, lambda name: name.replace("-", "_.-")])
reserved = st.lists(st.builds(str.__add__, raw_names, st.sampled_from(["", "*", "-*", "_*"])), max_size=4)


def source(raw_name: str, *, owned: bool = False, upstream: bool = True) -> Source:
    return route(normalize(raw_name), owned=owned, reserved=RESERVED, upstream=upstream).source


@pytest.mark.parametrize(
    ("raw_name", "expected"),
    [
        ("requests", Source.UPSTREAM),
        ("acme-billing", Source.RESERVED),
        ("ACME.billing", Source.RESERVED),
        ("acme__billing", Source.RESERVED),
        ("acme", Source.UPSTREAM),
        ("acmebilling", Source.UPSTREAM),
        ("internal-tool", Source.RESERVED),
        ("internal-tool-2", Source.UPSTREAM),
        ("corp", Source.RESERVED),
        ("corporate", Source.RESERVED),
    ],
)
def test_a_name_is_answered_by(raw_name: str, expected: Source) -> None:
    assert source(raw_name) is expected


@pytest.mark.parametrize(
    ("raw_name", "expected"),
    [
        ("harbor", Source.RESERVED),
        ("Harbor_lights", Source.RESERVED),
        ("harborlights", Source.UPSTREAM),
        ("acme-billing", Source.RESERVED),
    ],
)
def test_granted_namespaces_are_reserved_like_the_names_of_the_settings(
    raw_name: str, expected: Source
) -> None:
    both = RESERVED.and_namespaces([normalize("harbor")])
    assert route(normalize(raw_name), owned=False, reserved=both, upstream=True).source is expected


def test_a_name_of_this_index_is_answered_here_even_if_it_is_reserved() -> None:
    assert source("acme-billing", owned=True) is Source.OWNED


def test_without_an_upstream_nobody_answers_for_a_free_name() -> None:
    assert source("requests", upstream=False) is Source.NOBODY


def test_the_reason_names_the_entry_that_reserves() -> None:
    routed = route(normalize("acme-billing"), owned=False, reserved=RESERVED, upstream=True)
    assert routed.reason == "acme-billing is reserved for this index (acme-*) and never comes from elsewhere."


@pytest.mark.parametrize("entry", ["*", "", "-acme", "acme*tools", "*-acme", "acme**", "ac me", "äcme", "_*"])
def test_an_entry_that_means_nothing_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="beginnings of names"):
        ReservedNames.parse([entry])


@given(raw_names, spellings, reserved, st.booleans())
def test_no_spelling_of_a_taken_name_ever_comes_from_the_upstream(
    raw_name: str, spell: object, entries: list[str], upstream: bool
) -> None:
    assert callable(spell)
    name = normalize(spell(raw_name))
    taken = {normalize(raw_name)}
    routed = route(name, owned=name in taken, reserved=ReservedNames.parse(entries), upstream=upstream)
    assert routed.source is Source.OWNED


@given(raw_names, spellings, spellings, st.sampled_from(["", "*", "-*"]), st.text("abc", max_size=3))
def test_no_spelling_of_a_reserved_name_ever_comes_from_the_upstream(
    raw_name: str, spell_entry: object, spell: object, ending: str, rest: str
) -> None:
    assert callable(spell_entry)
    assert callable(spell)
    names = ReservedNames.parse([spell_entry(raw_name) + ending])
    asked = raw_name + {"": "", "*": rest, "-*": "-" + rest + "x"}[ending]
    routed = route(normalize(spell(asked)), owned=False, reserved=names, upstream=True)
    assert routed.source is Source.RESERVED


@given(raw_names.map(normalize), st.booleans(), reserved, reserved)
def test_reserving_more_never_sends_a_name_upstream(
    name: NormalizedName, owned: bool, entries: list[str], more: list[str]
) -> None:
    before = route(name, owned=owned, reserved=ReservedNames.parse(entries), upstream=True)
    after = route(name, owned=owned, reserved=ReservedNames.parse(entries + more), upstream=True)
    assert after.source is before.source or (before.source, after.source) == (
        Source.UPSTREAM,
        Source.RESERVED,
    )
