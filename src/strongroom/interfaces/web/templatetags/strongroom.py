"""How templates write numbers, sizes, days, icons and states: `{% load strongroom %}`.

Filters are functions of their arguments only: "today" is handed in by the page, not asked of a clock.
"""

from datetime import UTC, date, datetime

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from strongroom.foundation.days import day_words, instant_words, utc_day
from strongroom.interfaces.web.charts.scales import short_number

register = template.Library()

MISSING = SafeString("\N{EN DASH}")
"""What stands where there is no figure."""

STATES = {
    "critical": "Critical",
    "candidate": "Candidate",
    "protected": "Protected",
    "unprotected": "Not protected",
    "announced": "Announced",
    "brown-out": "Rehearsal today",
    "enforced": "Enforced",
    "lapsed": "Lapsed",
    "yanked": "Yanked",
    "archived": "Archived",
    "deprecated": "Deprecated",
    "withdrawn": "Withdrawn",
    "frozen": "Frozen",
    "quarantined": "Quarantined",
}
"""Every state a badge can show, and its word. Each has an icon of the same name in `icons.svg`."""


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with separators; a missing one as a dash."""
    return MISSING if value is None else f"{value:,}"


@register.filter
def short_count(value: float | None) -> str:
    """Write a number shortly: 3.8k, 6M."""
    return MISSING if value is None else short_number(value)


@register.filter
def share(value: float | None) -> str:
    """Write a share of one as a percentage with one decimal: 0.784 is 78.4%."""
    return MISSING if value is None else f"{value * 100:.1f}%"


@register.filter
def size(size_bytes: int) -> str:
    """Write a number of bytes in decimal units, as file listings do: 10.5 MB."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    amount = size_bytes / 1000
    for unit in ("kB", "MB", "GB"):
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """Write a UTC day as a `<time>` element: 8 July 2022."""
    if value is None:
        return MISSING
    return format_html('<time datetime="{}">{}</time>', utc_day(value).isoformat(), day_words(value))


@register.filter
def instant(value: datetime | None) -> SafeString:
    """Write an instant as a `<time>` element, to the minute: 8 July 2022, 14:05 UTC."""
    if value is None:
        return MISSING
    at = value.astimezone(UTC)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), instant_words(at))


@register.filter
def relative_to(value: date | datetime, today: date) -> str:
    """Write the days between: today, tomorrow, in 30 days, 12 days ago, in 5 months, 3 years ago."""
    days = (utc_day(value) - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    amount = _amount(abs(days))
    return f"in {amount}" if days > 0 else f"{amount} ago"


def _amount(days: int) -> str:
    """Write a span so that deadlines stay exact: days up to 120, then months, then years."""
    if days <= 120:
        return f"{days} days"
    if days < 730:
        return f"{days // 30} months"
    return f"{days // 365} years"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} width="16" height="16" focusable="false"><use href="{}#{}"/></svg>',
        named,
        static("strongroom/icons.svg"),
        name,
    )


@register.inclusion_tag("components/badge.html")
def badge(state: str, label: str = "") -> dict[str, str]:
    """Show a state by word, icon and shape; `label` replaces the usual word.

    Raises:
        KeyError: if the state is not one of `STATES` (a mistake in a template).
    """
    return {"state": state, "label": label or STATES[state]}


@register.simple_block_tag
def panel(content: SafeString, title: str = "", *, kind: str = "", level: int = 2) -> SafeString:
    """Frame its content as a titled card: `{% panel "Files" %}…{% endpanel %}`.

    Args:
        kind: A variant of the stylesheet, such as `certificate`, or empty.
        level: Heading level of the title, 2 to 6.
    """
    heading = SafeString("")
    if title:
        heading = format_html('<h{} class="panel-title">{}</h{}>', level, title, level)
    variant = f" panel-{kind}" if kind else ""
    return format_html('<section class="panel{}">{}{}</section>', variant, heading, content)
