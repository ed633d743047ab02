"""Rules that hold for every chart, whatever it shows."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.web import charts
from tests.interfaces.web_charts.drawing import SVG, drawn, words

DAY = date(2022, 7, 8)
CAPTION = charts.Caption("Downloads per day", "About 200,000 a day.")
EMPTY: dict[str, Callable[[charts.Caption], str]] = {
    "line": lambda caption: charts.line_chart([], caption=caption),
    "line without values": lambda caption: charts.line_chart([charts.Series("Counted", [])], caption=caption),
    "area": lambda caption: charts.area_chart([], caption=caption),
    "columns": lambda caption: charts.column_chart([charts.Series("Counted", [])], caption=caption),
    "releases": lambda caption: charts.release_strip([], caption=caption),
    "strip": lambda caption: charts.rank_strip(charts.Ranking(None, 0, 0, 0), caption=caption),
    "bars": lambda caption: charts.rank_bars([], caption=caption, cutoff=charts.Level(1, "Cut-off")),
    "proportion": lambda caption: charts.proportion_bar([], caption=caption),
}
texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"), max_size=40
)
amounts = st.floats(min_value=0, max_value=1e15, allow_nan=False)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
tones = st.sampled_from(charts.Tone)
series = st.lists(
    st.builds(charts.Series, texts, st.lists(st.tuples(days, amounts), max_size=8), tones), max_size=4
)


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY.keys())
def test_a_chart_of_nothing_says_that_there_are_no_figures(draw: Callable[[charts.Caption], str]) -> None:
    assert words(drawn(draw(CAPTION))) == ["No figures yet"]


def test_a_chart_is_announced_by_its_title_and_description() -> None:
    root = drawn(charts.line_chart([charts.Series("Counted", [(DAY, 3)])], caption=CAPTION))
    assert root.findtext(SVG + "title") == "Downloads per day"
    assert root.findtext(SVG + "desc") == "About 200,000 a day."


def test_two_charts_of_one_page_share_no_identifier() -> None:
    one, other = (
        drawn(charts.proportion_bar([], caption=charts.Caption(title, "")))
        for title in ("People", "Projects")
    )
    assert one.get("aria-labelledby") != other.get("aria-labelledby")


@given(series, texts, texts)
def test_lines_areas_and_columns_of_any_figures_are_well_formed(
    many: list[charts.Series], title: str, description: str
) -> None:
    caption = charts.Caption(title, description)
    moments = [charts.Moment(DAY, title)]
    for chart in (
        charts.line_chart(many, caption=caption, cutoff=charts.Level(5, description), moments=moments),
        charts.area_chart(many, caption=caption, moments=moments),
        charts.column_chart(many, caption=caption),
    ):
        root = drawn(chart)
        assert (root.findtext(SVG + "title") or "") == title
        assert (root.findtext(SVG + "desc") or "") == description


@given(st.lists(st.tuples(texts, amounts, tones), max_size=6), amounts)
def test_bars_and_proportions_of_any_figures_are_well_formed(
    rows: list[tuple[str, float, charts.Tone]], cutoff: float
) -> None:
    bars = [charts.Bar(*row) for row in rows]
    root = drawn(charts.rank_bars(bars, caption=CAPTION, cutoff=charts.Level(cutoff, "Cut-off")))
    assert not bars or {bar.label for bar in bars} <= set(words(root))
    drawn(charts.proportion_bar([charts.Part(*row) for row in rows], caption=CAPTION))


@given(
    st.one_of(st.none(), st.integers(1, 10**7)),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_a_strip_of_any_ranks_is_well_formed(
    rank: int | None, cutoff: int, stays: int, population: int
) -> None:
    drawn(charts.rank_strip(charts.Ranking(rank, cutoff, stays, population), caption=CAPTION))


@given(st.one_of(st.none(), st.floats(min_value=0, max_value=1)))
def test_a_dial_of_any_share_is_well_formed(share: float | None) -> None:
    drawn(charts.dial(share, caption=CAPTION, words="of people protected"))


def test_names_that_look_like_markup_stay_text() -> None:
    hostile = '<script>alert("&")</script>'
    root = drawn(charts.rank_bars([charts.Bar(hostile, 3)], caption=CAPTION, cutoff=charts.Level(2, hostile)))
    assert words(root).count(hostile) == 2


def test_a_year_of_days_stays_small_enough_for_a_page() -> None:
    year = [(DAY + timedelta(days=offset), 1000.0 * offset) for offset in range(366)]
    assert len(charts.line_chart([charts.Series("Counted", year)], caption=CAPTION)) < 12_000
