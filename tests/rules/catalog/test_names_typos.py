"""Which critical name was perhaps meant."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.catalog.rules.names_typos import LookAlike, TypoPattern, find_look_alikes
from strongroom.foundation.names import NormalizedName, normalize

CRITICAL = frozenset(
    normalize(name) for name in ("harborlight", "copper-leaf", "mossgrid7", "quiet-queue-lib", "six")
)

names = st.from_regex(r"[a-z0-9]{4,10}(-[a-z0-9]{1,6})?", fullmatch=True).map(normalize)


def meant(name: str, *critical: str) -> dict[str, TypoPattern]:
    known = frozenset(map(normalize, critical)) or CRITICAL
    return {one.name: one.pattern for one in find_look_alikes(normalize(name), known)}


@pytest.mark.parametrize(
    ("name", "of", "pattern"),
    [
        ("harborrlight", "harborlight", TypoPattern.REPEATED),
        ("ssix", "six", TypoPattern.REPEATED),
        ("haborlight", "harborlight", TypoPattern.OMITTED),
        ("mossgrid", "mossgrid7", TypoPattern.OMITTED),
        ("copperleaf", "copper-leaf", TypoPattern.OMITTED),
        ("harbolright", "harborlight", TypoPattern.SWAPPED),
        ("leaf-copper", "copper-leaf", TypoPattern.REORDERED),
        ("lib-quiet-queue", "quiet-queue-lib", TypoPattern.REORDERED),
        ("harvorlight", "harborlight", TypoPattern.MISTYPED),
        ("harborlighr", "harborlight", TypoPattern.MISTYPED),
        ("rnossgrid7", "mossgrid7", TypoPattern.MISTYPED),
        ("mos5grid7", "mossgrid7", TypoPattern.MISTYPED),
    ],
)
def test_each_pattern_finds_what_was_meant(name: str, of: str, pattern: TypoPattern) -> None:
    assert meant(name) == {of: pattern}


@pytest.mark.parametrize(
    "name",
    [
        "harborlights-of-the-sea",
        "harb",
        "harborlxght",  # x is nowhere near i
        "si",  # three characters are too few to miss one
        "copper",
        "copper-leaf-green",
        "copper-leaf",
    ],
)
def test_other_names_resemble_nothing(name: str) -> None:
    assert meant(name) == {}


def test_a_name_may_resemble_several_and_each_is_told() -> None:
    assert meant("kites", "kitess", "kits", "kitez") == {
        "kitess": TypoPattern.OMITTED,
        "kitez": TypoPattern.MISTYPED,
    }


def test_a_critical_name_resembles_no_other() -> None:
    assert meant("kite", "kite", "kitee", "kits") == {}


@given(names, st.data())
def test_whatever_is_doubled_left_out_or_swapped_in_a_critical_name_is_seen(
    name: NormalizedName, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    for typed in (
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ):
        assume(normalize_or_none(typed) == typed)
        if typed != name and len(typed) >= 4:
            assert name in meant(typed, name)


@given(names, names)
def test_only_critical_names_are_found_and_never_the_name_itself(
    name: NormalizedName, critical: NormalizedName
) -> None:
    found = find_look_alikes(name, frozenset({critical}))
    assert found in ((), *(((LookAlike(critical, pattern)),) for pattern in TypoPattern))
    assert name != critical or found == ()


@given(st.lists(st.sampled_from(["copper", "leaf", "moss", "a"]), min_size=2, max_size=12))
def test_words_in_any_order_are_seen_however_many_they_are(words: list[str]) -> None:
    shuffled = sorted(words, reverse=True)
    name, critical = normalize("-".join(shuffled)), normalize("-".join(words))
    assert bool(find_look_alikes(name, frozenset({critical}))) == (name != critical)


def normalize_or_none(text: str) -> str | None:
    return normalize(text) if text.strip("-") == text else None
