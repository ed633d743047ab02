"""What columns over time show."""

import re
from datetime import date, timedelta

from strongroom.interfaces.web.charts import Caption, Series, Tone, column_chart
from tests.interfaces.web_charts.drawing import drawn, marks, words

CAPTION = Caption("Uploads", "How many.")
MONDAY = date(2026, 11, 2)
WEEK = timedelta(days=7)


def boxes(chart: str) -> list[list[tuple[float, ...]]]:
    """Return left, top, width and bottom of each column, series by series."""
    corners = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)V([\d.]+)h-[\d.]+Z")
    return [
        [tuple(map(float, found)) for found in corners.findall(path.get("d", ""))]
        for path in marks(drawn(chart), "column")
    ]


def test_a_week_of_nothing_is_a_gap_and_slopes_to_no_neighbor() -> None:
    values = [(MONDAY, 2.0), (MONDAY + WEEK, 0.0), (MONDAY + 2 * WEEK, 1.0)]
    (columns,) = boxes(column_chart([Series("Refused", values)], caption=CAPTION))
    (full, half) = columns
    assert (full[1], full[3]) == (0, 196)
    assert (half[1], half[3]) == (98, 196)


def test_parts_stand_on_each_other() -> None:
    series = [Series("Key", [(MONDAY, 3)]), Series("None", [(MONDAY, 1)], Tone.UNPROTECTED)]
    ((below,), (above,)) = boxes(column_chart(series, caption=CAPTION))
    assert above[3] == below[1]
    assert above[1] == 0, "4 is the top of the scale"
    assert above[0] == below[0]


def test_a_column_lies_within_its_week_and_few_are_no_blocks() -> None:
    for weeks in (1, 2, 53):
        values = [(MONDAY + number * WEEK, 1.0) for number in range(weeks)]
        (columns,) = boxes(column_chart([Series("Refused", values)], caption=CAPTION))
        slot = 1000 / weeks
        for place, (left, _, width, _) in enumerate(columns):
            assert place * slot < left
            assert left + width < (place + 1) * slot
            assert width <= 60


def test_a_series_that_never_was_anything_draws_nothing_and_the_axis_stays_whole() -> None:
    series = [Series("Factor", [(MONDAY, 2)]), Series("Right", [(MONDAY, 0)])]
    chart = column_chart(series, caption=CAPTION)
    assert boxes(chart)[1] == []
    assert [word for word in words(drawn(chart)) if word.isdigit()] == ["0", "1", "2"]
