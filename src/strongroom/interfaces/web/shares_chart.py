"""The parts of a whole as a page shows them (`components/chart.html`): bar, legend and table say the same."""

from collections.abc import Sequence
from typing import Any

from strongroom.interfaces.web.charts import Caption, Part, proportion_bar


def shares_chart(
    title: str, parts: Sequence[Part], *, columns: tuple[str, str], words: str = ""
) -> dict[str, Any]:
    """Return a chart of these parts.

    Args:
        columns: Headings of the table: of the parts, and of their numbers.
        words: What is said to somebody who does not see the bar; every part with its number, if empty.
    """
    listed = [f"{part.label}: {part.value:,}" for part in parts]
    of_what, number = columns
    return {
        "svg": proportion_bar(parts, caption=Caption(title, words or f"{', '.join(listed)}.")),
        "title": title,
        "legend": [
            {"tone": str(part.tone), "label": label} for part, label in zip(parts, listed, strict=True)
        ],
        "columns": [{"label": of_what}, {"label": number, "number": True}],
        "rows": [(part.label, f"{part.value:,}") for part in parts],
    }
