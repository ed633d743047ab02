"""What lines and areas over time show."""

from collections.abc import Callable
from datetime import date

import pytest

from strongroom.interfaces.web.charts import Caption, Level, Moment, Series, Tone, area_chart, line_chart
from tests.interfaces.web_charts.drawing import drawn, marks, words

CAPTION = Caption("People", "How many.")
JULY, AUGUST, SEPTEMBER = date(2022, 7, 1), date(2022, 8, 1), date(2022, 9, 1)


def heights(points: str) -> list[float]:
    """Return how far below the top each point lies."""
    return [float(point.split(",")[1]) for point in points.split()]


def test_more_is_higher() -> None:
    root = drawn(
        line_chart([Series("Counted", [(JULY, 10), (AUGUST, 30), (SEPTEMBER, 20)])], caption=CAPTION)
    )
    low, high, between = heights(marks(root, "line")[0].attrib["points"])
    assert high < between < low


def test_days_may_come_in_any_order() -> None:
    forward = [(JULY, 10.0), (AUGUST, 30.0)]
    one, other = (
        line_chart([Series("Counted", values)], caption=CAPTION) for values in (forward, forward[::-1])
    )
    assert one == other


def test_a_single_day_is_drawn_as_a_point_in_the_middle() -> None:
    root = drawn(line_chart([Series("Counted", [(JULY, 10)])], caption=CAPTION))
    assert marks(root, "point")[0].attrib["cx"] == "50%"


def test_a_cut_off_above_all_values_stays_inside_the_chart() -> None:
    root = drawn(
        line_chart(
            [Series("Counted", [(JULY, 1), (AUGUST, 2)])], caption=CAPTION, cutoff=Level(900, "Cut-off 900")
        )
    )
    assert float(marks(root, "cutoff")[0].attrib["y1"]) > 0
    assert "Cut-off 900" in words(root)


def test_a_moment_outside_the_days_is_left_out() -> None:
    series = [Series("Counted", [(JULY, 1), (AUGUST, 2)])]
    moments = [Moment(date(2022, 7, 8), "Announced"), Moment(date(2023, 1, 1), "In force")]
    shown = words(drawn(line_chart(series, caption=CAPTION, moments=moments)))
    assert "Announced" in shown
    assert "In force" not in shown


@pytest.mark.parametrize(
    "later, lines",
    [(date(2022, 7, 9), 2), (date(2022, 7, 20), 2), (date(2022, 8, 20), 1)],
    ids=["a day", "days", "weeks"],
)
@pytest.mark.parametrize("draw", [line_chart, area_chart])
def test_labels_of_moments_that_could_meet_on_a_phone_stand_in_two_lines(
    draw: Callable[..., str], later: date, lines: int
) -> None:
    series = [Series("Counted", [(JULY, 1), (SEPTEMBER, 2)])]
    moments = [Moment(later, "First deadline"), Moment(date(2022, 7, 8), "Announced")]
    labels = marks(drawn(draw(series, caption=CAPTION, moments=moments)), "moment-label")
    assert [label.text for label in labels] == ["Announced", "First deadline"]
    heights = [float(label.attrib["y"]) for label in labels]
    assert len(set(heights)) == lines
    assert heights[-1] - heights[0] in (0, 14)


def test_months_are_named_and_january_carries_its_year() -> None:
    values = [(date(2022, 11, 15), 1.0), (date(2023, 2, 15), 2.0)]
    shown = words(drawn(line_chart([Series("Counted", values)], caption=CAPTION)))
    assert shown[-3:] == ["Dec", "Jan 2023", "Feb"]


def test_bands_lie_on_each_other_and_reach_the_sum() -> None:
    values = [(JULY, 40.0), (AUGUST, 50.0)]
    root = drawn(
        area_chart([Series("Protected", values, Tone.PROTECTED), Series("Asked", values)], caption=CAPTION)
    )
    lower, upper = (heights(band.attrib["points"]) for band in marks(root, "band"))
    assert lower[:2] == upper[:1:-1]
    assert upper[1] == 0, "100 is the top of the scale"


def test_a_day_that_a_band_lacks_counts_as_zero() -> None:
    root = drawn(
        area_chart([Series("A", [(JULY, 4), (AUGUST, 4)]), Series("B", [(AUGUST, 4)])], caption=CAPTION)
    )
    upper = heights(marks(root, "band")[1].attrib["points"])
    assert upper[0] == upper[-1]


def test_a_band_too_thin_for_words_is_left_to_the_legend() -> None:
    series = [Series("Many", [(JULY, 990), (AUGUST, 990)]), Series("Few", [(JULY, 10), (AUGUST, 10)])]
    shown = words(drawn(area_chart(series, caption=CAPTION)))
    assert "Many 990" in shown
    assert "Few 10" not in shown


def test_bands_of_a_single_day_are_bars() -> None:
    root = drawn(area_chart([Series("Protected", [(JULY, 4)])], caption=CAPTION))
    assert [band.tag.rpartition("}")[2] for band in marks(root, "band")] == ["rect"]
