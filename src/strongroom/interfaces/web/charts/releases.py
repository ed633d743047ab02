"""A project's releases on a strip of time: their rhythm, and which of them were yanked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    anchor_at,
    empty_sheet,
    percent,
    sheet,
    text,
)
from strongroom.interfaces.web.charts.scales import DayScale

STRIP_HEIGHT = 78
_LINE = 40
_MARGIN = 0.015
"""Share of the width left free at both ends, so that no mark is cut off."""


class ReleaseKind(StrEnum):
    """What a mark stands for; a yank is told by its shape, too."""

    FINAL = "final"
    PRERELEASE = "prerelease"
    YANKED = "yanked"


@dataclass(frozen=True, slots=True)
class ReleaseMark:
    """One release. `is_this`: the page is about it."""

    version: str
    day: date
    kind: ReleaseKind
    is_this: bool = False


def release_strip(releases: Sequence[ReleaseMark], *, caption: Caption) -> SafeString:
    """Draw one mark for each release on its day, with the name of the one that the page is about."""
    if not releases:
        return empty_sheet(caption, kind="release-strip", height=STRIP_HEIGHT)
    days = DayScale.over([one.day for one in releases])
    line = format_html('<line class="base" x1="0" x2="100%" y1="{}" y2="{}"/>', _LINE, _LINE)
    # What the page is about is drawn last: nothing lies above it.
    marks = format_html_join("", "{}", ((_mark(one, days),) for one in sorted(releases, key=_is_this)))
    return sheet(caption, kind="release-strip", height=STRIP_HEIGHT, content=line + marks + _ends(days))


def _is_this(release: ReleaseMark) -> bool:
    return release.is_this


def _place(day: date, days: DayScale) -> float:
    return _MARGIN + (1 - 2 * _MARGIN) * days.place(day)


def _mark(release: ReleaseMark, days: DayScale) -> SafeString:
    place = _place(release.day, days)
    shape = (
        SafeString('<path d="M-5 -5L5 5M5 -5L-5 5"/>')
        if release.kind is ReleaseKind.YANKED
        else format_html('<circle r="{}"/>', 5 if release.kind is ReleaseKind.FINAL else 3.5)
    )
    ring = SafeString('<circle class="ring" r="10"/>') if release.is_this else NOTHING
    mark = format_html(
        '<svg class="release {}" x="{}" y="{}" overflow="visible"><title>{}, {}</title>{}{}</svg>',
        release.kind,
        percent(place),
        _LINE,
        release.version,
        release.day.isoformat(),
        shape,
        ring,
    )
    if not release.is_this:
        return mark
    return mark + text(release.version, at=(percent(place), 18), anchor=anchor_at(place), kind="label strong")


def _ends(days: DayScale) -> SafeString:
    """Name the first day and the last."""
    first, last = f"{days.first:%b %Y}", f"{days.last:%b %Y}"
    if first == last:
        return text(first, at=("50%", _LINE + 32), anchor="middle", kind="label axis")
    return text(first, at=("0", _LINE + 32), kind="label axis") + text(
        last, at=("100%", _LINE + 32), anchor="end", kind="label axis"
    )
