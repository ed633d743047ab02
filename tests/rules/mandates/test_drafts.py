"""What has changed since a draft was made."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.rules.drafts import Addressed, Difference, compare, revision_of

names = st.sampled_from(["ada", "ben", "cleo", "dora"])
addressed = st.builds(
    Addressed, st.frozensets(st.sampled_from(["harborlight", "quietqueue"]), min_size=1), st.booleans()
)
people = st.dictionaries(names, addressed)


@given(people)
def test_nothing_differs_from_itself(made: dict[str, Addressed]) -> None:
    assert compare(made, made) == Difference()


@given(people, people)
def test_everybody_stands_in_one_list_at_most(made: dict[str, Addressed], now: dict[str, Addressed]) -> None:
    found = compare(made, now)
    listed = [*found.joined, *found.left, *found.moved, *found.settled]
    assert len(listed) == len(set(listed))
    assert set(listed) == {name for name in made.keys() | now.keys() if made.get(name) != now.get(name)}


@given(people, people)
def test_backwards_who_joined_has_left(made: dict[str, Addressed], now: dict[str, Addressed]) -> None:
    forth, back = compare(made, now), compare(now, made)
    assert (forth.joined, forth.left, forth.moved) == (back.left, back.joined, back.moved)


@given(people, st.booleans())
def test_a_second_factor_makes_nothing_stale(made: dict[str, Addressed], satisfied: bool) -> None:
    now = {name: Addressed(one.projects, satisfied) for name, one in made.items()}
    assert not compare(made, now).is_stale


@given(people, people)
def test_letters_that_say_the_same_to_everybody_are_never_stale(
    made: dict[str, Addressed], now: dict[str, Addressed]
) -> None:
    assert not replace(compare(made, now), is_uniform=True).is_stale


@given(*2 * [st.lists(st.text(max_size=3) | st.integers() | st.tuples(st.text(max_size=3)), max_size=3)])
def test_what_says_the_same_has_the_same_revision_and_nothing_else_has(
    said: list[object], by_then: list[object]
) -> None:
    assert (revision_of(*said) == revision_of(*by_then)) == (said == by_then)
