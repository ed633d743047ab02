"""Charts drawn on the server: plain values in, one accessible SVG out.

No script, no inline style, no size of its own: places along the width are percentages and
text keeps its size, so a chart fits any column. Colors come from `charts.css` by class. Every
chart names itself to a screen reader; the page puts the figures behind it as a table
(`components/chart.html`).
"""

from strongroom.interfaces.web.charts.canvas import Caption, Tone
from strongroom.interfaces.web.charts.columns import column_chart
from strongroom.interfaces.web.charts.curve import Border, Point, rank_curve
from strongroom.interfaces.web.charts.over_time import area_chart, line_chart
from strongroom.interfaces.web.charts.ranking import Bar, Ranking, rank_bars, rank_strip
from strongroom.interfaces.web.charts.releases import ReleaseKind, ReleaseMark, release_strip
from strongroom.interfaces.web.charts.shares import Part, dial, proportion_bar
from strongroom.interfaces.web.charts.time_axes import Level, Moment, Series

__all__ = [
    "Bar",
    "Border",
    "Caption",
    "Level",
    "Moment",
    "Part",
    "Point",
    "Ranking",
    "ReleaseKind",
    "ReleaseMark",
    "Series",
    "Tone",
    "area_chart",
    "column_chart",
    "dial",
    "line_chart",
    "proportion_bar",
    "rank_bars",
    "rank_curve",
    "rank_strip",
    "release_strip",
]
