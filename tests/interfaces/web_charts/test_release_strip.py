"""Releases on a strip of time."""

from datetime import date, timedelta

from strongroom.interfaces.web.charts import Caption, ReleaseKind, ReleaseMark, release_strip
from tests.interfaces.web_charts.drawing import drawn, marks, words

CAPTION = Caption("Releases", "Three releases.")
DAY = date(2026, 3, 2)
THREE = [
    ReleaseMark("1.0rc1", DAY - timedelta(days=100), ReleaseKind.PRERELEASE),
    ReleaseMark("1.0", DAY - timedelta(days=50), ReleaseKind.YANKED),
    ReleaseMark("1.1", DAY, ReleaseKind.FINAL, is_this=True),
]


def place(mark: object) -> float:
    return float(mark.get("x").removesuffix("%"))  # type: ignore[attr-defined]


def test_each_release_has_its_mark_in_the_order_of_time() -> None:
    root = drawn(release_strip(THREE, caption=CAPTION))
    places = [place(mark) for mark in marks(root, "release")]
    assert len(places) == 3
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 100


def test_a_yank_is_told_by_shape_as_well_as_by_color() -> None:
    root = drawn(release_strip(THREE, caption=CAPTION))
    [yanked] = marks(root, "yanked")
    [final] = marks(root, "final")
    assert [child.tag.rpartition("}")[2] for child in yanked] == ["title", "path"]
    assert "path" not in [child.tag.rpartition("}")[2] for child in final]


def test_only_the_release_that_the_page_is_about_is_named_and_ringed() -> None:
    root = drawn(release_strip(THREE, caption=CAPTION))
    assert words(root) == ["1.1", "Nov 2025", "Mar 2026"]
    assert len(marks(root, "ring")) == 1


def test_releases_of_one_month_have_one_name_for_it() -> None:
    root = drawn(release_strip([THREE[2]], caption=CAPTION))
    assert words(root) == ["1.1", "Mar 2026"]
