"""What charts of rank and of shares show."""

import pytest

from strongroom.interfaces.web.charts import (
    Bar,
    Caption,
    Level,
    Part,
    Ranking,
    Tone,
    dial,
    proportion_bar,
    rank_bars,
    rank_strip,
)
from tests.interfaces.web_charts.drawing import drawn, marks, words

CAPTION = Caption("Standing", "Where it stands.")


def place(value: str) -> float:
    """Return a percentage as a number."""
    return float(value.removesuffix("%"))


def pin_place(rank: int) -> float:
    """Return where along the strip of PyPI's size in 2022 a rank is pinned."""
    root = drawn(rank_strip(Ranking(rank, 3818, 4772, 381_800), caption=CAPTION))
    holder = next(element for element in root if marks(element, "pin"))
    return place(holder.attrib["x"])


def test_a_rank_inside_the_cohort_is_pinned_before_the_cut_off_and_one_outside_behind_it() -> None:
    root = drawn(rank_strip(Ranking(1, 3818, 4772, 381_800), caption=CAPTION))
    cutoff = place(marks(root, "cutoff")[0].attrib["x1"])
    assert pin_place(3700) < cutoff < pin_place(3900)


def test_the_first_rank_is_pinned_at_the_beginning_and_the_last_at_the_end() -> None:
    assert (pin_place(1), pin_place(381_800)) == (0, 100)


def test_a_project_without_counted_downloads_is_not_pinned() -> None:
    root = drawn(rank_strip(Ranking(None, 3818, 4772, 381_800), caption=CAPTION))
    assert not marks(root, "pin")
    assert "Not ranked: no counted downloads" in words(root)


def test_an_index_of_one_project_has_a_strip() -> None:
    root = drawn(rank_strip(Ranking(1, 1, 1, 1), caption=CAPTION))
    assert "Rank 1" in words(root)


def test_bars_keep_the_order_given_and_the_largest_fills_the_width() -> None:
    bars = [Bar("attrs", 300, Tone.CRITICAL), Bar("tiny", 75, Tone.FAINT), Bar("none", 0)]
    root = drawn(rank_bars(bars, caption=CAPTION, cutoff=Level(150, "Cut-off 150")))
    assert [bar.attrib["width"] for bar in marks(root, "bar")] == ["100%", "25%"]
    assert marks(root, "cutoff")[0].attrib["x1"] == "50%"
    assert [word for word in words(root) if word in ("attrs", "tiny", "none")] == ["attrs", "tiny", "none"]


def test_parts_fill_the_bar_side_by_side() -> None:
    root = drawn(
        proportion_bar([Part("Key", 1, Tone.PROTECTED), Part("None", 3, Tone.UNPROTECTED)], caption=CAPTION)
    )
    assert [(part.attrib["x"], part.attrib["width"]) for part in marks(root, "part")] == [
        ("0%", "25%"),
        ("25%", "75%"),
    ]


def test_a_part_shows_its_figure_where_there_is_room_for_it() -> None:
    parts = [Part("Key", 4340, Tone.PROTECTED), Part("None", 12, Tone.UNPROTECTED)]
    assert words(drawn(proportion_bar(parts, caption=CAPTION))) == ["4.3k"]


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0%"), (0.001, "1%"), (0.76, "76%"), (0.999, "99%"), (1.0, "100%"), (None, "\N{EN DASH}")],
)
def test_a_dial_never_rounds_to_all_or_nothing(share: float | None, shown: str) -> None:
    assert words(drawn(dial(share, caption=CAPTION, words="protected"))) == [shown, "protected"]


def test_a_dial_lights_one_mark_for_each_full_percent() -> None:
    root = drawn(dial(0.29, caption=CAPTION, words="protected"))
    assert marks(root, "lit")[0].attrib["d"].count("M") == 29
