"""Dependents are counted as one would count them by hand, whatever the graph."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.criticality.rules.dependents import dependents, most_needed
from strongroom.foundation.names import NormalizedName, normalize

NAMES = [normalize(f"p{number:02}") for number in range(12)]
Graph = Mapping[NormalizedName, frozenset[NormalizedName]]

names = st.sampled_from(NAMES)
graphs = st.dictionaries(names, st.frozensets(names, max_size=4), max_size=12)


def by_hand(graph: Graph) -> dict[NormalizedName, int]:
    """Follow every way from every project."""
    counts: dict[NormalizedName, int] = {}
    for project in graph:
        found: set[NormalizedName] = set()
        waiting = [project]
        while waiting:
            news = graph.get(waiting.pop(), frozenset()) - found
            waiting.extend(news)
            found |= news
        for other in found & graph.keys() - {project}:
            counts[other] = counts.get(other, 0) + 1
    return counts


@given(graphs)
@settings(max_examples=150)
def test_each_project_counts_once_for_everything_that_it_reaches(graph: Graph) -> None:
    assert dependents(graph.items()) == by_hand(graph)


@given(graphs, st.randoms())
def test_the_order_in_which_projects_come_does_not_matter(graph: Graph, random: object) -> None:
    shuffled = sorted(graph.items(), key=lambda _: random.random())  # type: ignore[attr-defined]
    assert dependents(shuffled) == dependents(graph.items())


@given(graphs, names, names)
def test_one_requirement_more_lowers_no_count(
    graph: Graph, one: NormalizedName, other: NormalizedName
) -> None:
    before, after = (
        dependents(graph.items()),
        dependents({**graph, one: graph.get(one, frozenset()) | {other}}.items()),
    )
    assert all(after[name] >= count for name, count in before.items())


def test_what_leads_around_in_a_circle_is_counted_once_and_never_for_itself() -> None:
    first, second, third, leaf = NAMES[:4]
    circle = {
        first: frozenset({second}),
        second: frozenset({third}),
        third: frozenset({first}),
        leaf: frozenset({first, leaf}),
    }
    assert dependents(circle.items()) == {first: 3, second: 3, third: 3}


def test_what_is_no_project_here_is_not_counted() -> None:
    assert dependents([(NAMES[0], [NAMES[1]])]) == {}


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [normalize(f"link-{number}") for number in range(2_000)]
    counts = dependents(
        (name, [following]) for name, following in zip(chain, [*chain[1:], chain[-1]], strict=True)
    )
    assert (counts[chain[-1]], counts[chain[1]]) == (1_999, 1)


class TestTheMostNeeded:
    def test_all_that_tie_with_the_last_are_in(self) -> None:
        counts = dict(zip(NAMES, [9, 7, 7, 5], strict=False))
        assert most_needed(counts, top=2, minimum=1) == dict(zip(NAMES, [9, 7, 7], strict=False))

    def test_nobody_is_in_below_the_minimum(self) -> None:
        assert most_needed(dict(zip(NAMES, [9, 2], strict=False)), top=2, minimum=3) == {NAMES[0]: 9}

    def test_an_empty_index_needs_nothing(self) -> None:
        assert most_needed({}, top=3, minimum=1) == {}

    @given(st.dictionaries(names, st.integers(1, 9)), st.integers(1, 5), st.integers(1, 9))
    def test_whoever_is_left_out_has_fewer_than_everybody_who_is_in(
        self, counts: dict[NormalizedName, int], top: int, minimum: int
    ) -> None:
        found = most_needed(counts, top=top, minimum=minimum)
        assert all(count >= minimum for count in found.values())
        left_out = [count for name, count in counts.items() if name not in found and count >= minimum]
        assert not left_out or (len(found) >= top and max(left_out) < min(found.values()))
