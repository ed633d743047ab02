"""The totals that are kept are those that anybody finds who adds the counts up, whatever came when."""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strongroom.downloads.errors import TotalsMoved
from strongroom.downloads.models import CountedName, DailyCount, TotalsWindow, WindowTotal
from strongroom.downloads.queries import find_totals_held, iterate_totals, total_in_window, totals
from strongroom.downloads.services import (
    Counts,
    add_counts,
    bring_totals_to,
    find_wrong_totals,
    rebuild_totals,
)
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.periods import Window
from strongroom.infra.db import write

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
NAMES = ["a", "a-b", "ab", "zz", "b-0", "b0"]
IDS = [3_000, 4_999, 5_000, 5_001, 12_000, 20_001]
"""Further apart than names that are added up in one step."""

CLASSES = ["installer", "mirror", "browser"]
DAYS = st.integers(0, 24).map(lambda offset: FIRST + timedelta(days=offset))
WINDOWS = st.builds(lambda day, days: Window.before(day, days=days), DAYS, st.integers(1, 16))
COUNTED = st.sets(st.sampled_from(CLASSES), min_size=1)
COUNTS = st.dictionaries(
    st.tuples(DAYS, st.sampled_from([*NAMES, "new", "newer"]), st.sampled_from(CLASSES)),
    st.integers(0, 5),
    max_size=8,
)


class Interrupted(Exception):
    """Something ended the work."""


def stop_after(steps: int) -> "count[int]":
    return count(-steps)


def bring(window: Window, classes: Collection[str], *, steps: int) -> None:
    """Bring the totals to a window, but for that after so many steps somebody pulls the plug."""
    left = stop_after(steps)

    def interrupt(_names: int) -> None:
        if next(left) == 0:
            raise Interrupted

    with suppress(Interrupted):
        bring_totals_to(window, classes=classes, advance=interrupt)


def add(counts: dict[tuple[date, str, str], int]) -> None:
    with write():
        add_counts(Counts(counts))


def summed(counts: Counts, window: Window, classes: Collection[str]) -> dict[str, int]:
    """Add up as somebody would who has never seen how it is done."""
    sums: Counter[str] = Counter()
    for (day, name, client_class), downloads in counts.items():
        if window.first_day <= day <= window.last_day and client_class in classes:
            sums[name] += downloads
    return dict(+sums)


def start_over() -> None:
    for model in (DailyCount, WindowTotal, TotalsWindow, CountedName):
        model.objects.all().delete()
    CountedName.objects.bulk_create(
        CountedName(pk=pk, name=name) for pk, name in zip(IDS, NAMES, strict=True)
    )


STEPS = st.one_of(
    st.tuples(st.just("count"), COUNTS),
    st.tuples(st.just("bring"), WINDOWS, COUNTED, st.integers(0, 6)),
    st.tuples(st.just("roll"), st.integers(-3, 3), st.integers(0, 3)),
    st.tuples(st.just("rebuild")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14), WINDOWS, COUNTED)
def test_totals_are_those_of_somebody_who_adds_up_everything(
    history: list[tuple[object, ...]], window: Window, classes: set[str]
) -> None:
    start_over()
    counted: Counts = Counter()
    for what, *how in history:
        follow(what, how, counted)
        held = find_totals_held()
        if held is not None and held.whole:
            kept = iterate_totals(held.window, classes=held.classes)
            assert dict(kept) == summed(counted, held.window, held.classes)

    bring_totals_to(window, classes=classes)

    expected = summed(counted, window, classes)
    assert list(iterate_totals(window, classes=classes)) == sorted(expected.items())
    assert {name: total for name, total in totals(window, classes=classes).items() if total} == expected
    one_by_one = {name: total_in_window(normalize(name), window, classes=classes) for name in NAMES}
    assert one_by_one == {name: expected.get(name, 0) for name in NAMES}


def follow(what: object, how: list[object], counted: Counts) -> None:
    if what == "count":
        (counts,) = how
        assert isinstance(counts, dict)
        add(counts)
        counted.update(counts)
    elif what == "bring":
        window, classes, steps = how
        bring(window, classes, steps=steps)  # type: ignore[arg-type]
    elif what == "roll":
        days, steps = how
        held = find_totals_held()
        if held is not None:
            shift = timedelta(days=days)  # type: ignore[arg-type]
            rolled = Window(held.window.first_day + shift, held.window.last_day + shift)
            bring(rolled, held.classes, steps=steps)  # type: ignore[arg-type]
    else:
        rebuild_totals()


def test_names_come_in_the_order_of_code_points() -> None:
    start_over()
    add(dict.fromkeys(((FIRST, name, "installer") for name in NAMES), 1))
    bring_totals_to(Window(FIRST, FIRST), classes={"installer"})

    kept = iterate_totals(Window(FIRST, FIRST), classes={"installer"})
    assert [name for name, _ in kept] == ["a", "a-b", "ab", "b-0", "b0", "zz"]


def test_a_new_day_costs_two_days_and_not_the_window(django_assert_max_num_queries: object) -> None:
    window = Window.before(FIRST + timedelta(days=183), days=183)
    add({(day, "a", "installer"): 1 for day in window})
    bring_totals_to(window, classes={"installer"})
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        window = Window.before(window.last_day + timedelta(days=2), days=183)
        bring_totals_to(window, classes={"installer"})

    assert total_in_window(NormalizedName("a"), window, classes={"installer"}) == 182


def test_a_wrong_total_is_found_and_mended() -> None:
    add({(FIRST, "a", "installer"): 3, (FIRST, "b", "installer"): 2})
    bring_totals_to(Window(FIRST, FIRST), classes={"installer"})
    assert find_wrong_totals(most=9) == []
    WindowTotal.objects.filter(name__name="a").update(downloads=4)
    WindowTotal.objects.filter(name__name="b").delete()

    assert [(one.name, one.kept, one.counted) for one in find_wrong_totals(most=9)] == [
        ("a", 4, 3),
        ("b", 0, 2),
    ]
    assert len(find_wrong_totals(most=1)) == 1
    rebuild_totals()
    assert find_wrong_totals(most=9) == []


def test_totals_that_are_not_whole_are_not_given_out() -> None:
    start_over()
    add({(FIRST, "a", "installer"): 3})
    bring(Window(FIRST, FIRST), {"installer"}, steps=1)
    with pytest.raises(TotalsMoved):
        next(iterate_totals(Window(FIRST, FIRST), classes={"installer"}))
    with pytest.raises(TotalsMoved):
        total_in_window(NormalizedName("a"), Window(FIRST, FIRST), classes={"installer"})


@pytest.mark.parametrize(
    ("days", "classes"), [(2, {"installer"}), (1, {"installer", "mirror"}), (1, {"mirror"}), (1, set())]
)
def test_totals_of_another_window_or_of_other_clients_are_not_given_out(days: int, classes: set[str]) -> None:
    add({(FIRST, "a", "installer"): 3})
    bring_totals_to(Window(FIRST, FIRST), classes={"installer"})
    other = Window.before(FIRST + timedelta(days=1), days=days)
    with pytest.raises(TotalsMoved):
        next(iterate_totals(other, classes=classes))
    with pytest.raises(TotalsMoved):
        total_in_window(NormalizedName("a"), other, classes=classes)


def test_a_window_without_downloads_has_no_totals_and_says_so() -> None:
    bring_totals_to(Window(FIRST, FIRST), classes={"installer"})
    assert list(iterate_totals(Window(FIRST, FIRST), classes={"installer"})) == []


def test_before_the_first_run_there_are_none() -> None:
    assert find_totals_held() is None
    with pytest.raises(TotalsMoved):
        next(iterate_totals(Window(FIRST, FIRST), classes={"installer"}))
    with pytest.raises(TotalsMoved):
        total_in_window(NormalizedName("a"), Window(FIRST, FIRST), classes={"installer"})
