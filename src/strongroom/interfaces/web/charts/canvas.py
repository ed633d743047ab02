"""The sheet every chart is drawn on: its name, its description and its escaping."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString

NOTHING = SafeString("")


class Tone(StrEnum):
    """What a mark stands for; the stylesheet decides its color and pattern."""

    PLAIN = "plain"
    CRITICAL = "critical"
    PROTECTED = "protected"
    UNPROTECTED = "unprotected"
    ANNOUNCED = "announced"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Caption:
    """How a chart is announced to somebody who cannot see it.

    Args:
        title: Its name, given once per page: the chart's identifiers derive from it.
        description: What the chart shows, in one or two sentences with the main figures.
    """

    title: str
    description: str

    @property
    def slug(self) -> str:
        """The title as part of an XML identifier."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or "untitled"


def sheet(caption: Caption, *, kind: str, height: int, content: SafeString) -> SafeString:
    """Return an `<svg>` as wide as its container and `height` CSS pixels high.

    Args:
        kind: The class name that tells the kind of chart.
    """
    return format_html(
        '<svg class="chart {}" role="img" aria-labelledby="chart-{slug}-title chart-{slug}-desc" '
        'xmlns="http://www.w3.org/2000/svg" width="100%" height="{}" overflow="visible">'
        '<title id="chart-{slug}-title">{}</title><desc id="chart-{slug}-desc">{}</desc>{}</svg>',
        kind,
        height,
        caption.title,
        caption.description,
        content,
        slug=caption.slug,
    )


def text(content: str, *, at: tuple[str, float], anchor: str = "start", kind: str = "label") -> SafeString:
    """Return a line of text whose baseline begins, ends or centers at (x, y in pixels)."""
    x, y = at
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', kind, x, plain(y), anchor, content
    )


def stretched(content: SafeString, *, top: float, height: float) -> SafeString:
    """Return shapes drawn on a field 1000 wide, stretched to the width of the chart."""
    return format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 1000 {}" preserveAspectRatio="none" '
        'overflow="visible">{}</svg>',
        plain(top),
        plain(height),
        plain(height),
        content,
    )


def empty_sheet(caption: Caption, *, kind: str, height: int) -> SafeString:
    """Return a chart that says that there is nothing to draw yet."""
    words = text("No figures yet", at=("50%", height / 2), anchor="middle", kind="label empty")
    return sheet(caption, kind=kind, height=height, content=words)


def percent(fraction: float) -> str:
    """Write a place along the width; 0.5 is `50%`. Fractions outside 0..1 are brought to the edge."""
    return f"{plain(min(max(fraction, 0.0), 1.0) * 100)}%"


def plain(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def anchor_at(fraction: float) -> str:
    """Return the text anchor that keeps a label at this place inside the chart."""
    if fraction < 0.12:
        return "start"
    return "end" if fraction > 0.88 else "middle"
