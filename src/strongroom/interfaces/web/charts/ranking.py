"""Charts of rank: where a project stands against the cut-off."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    Tone,
    anchor_at,
    empty_sheet,
    percent,
    plain,
    sheet,
    text,
)
from strongroom.interfaces.web.charts.scales import log_place, short_number
from strongroom.interfaces.web.charts.time_axes import Level

STRIP_HEIGHT = 92
_BAR_TOP, _BAR_HEIGHT = 34, 14
_ROW = 42


@dataclass(frozen=True, slots=True)
class Ranking:
    """A project's place among all.

    Args:
        rank: 1 is the most downloaded; None where nothing was counted.
        cutoff: The last rank that comes in.
        stays_until: The last rank that a designated project may fall to.
        population: Number of projects ranked.
    """

    rank: int | None
    cutoff: int
    stays_until: int
    population: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One project's downloads among its neighbors."""

    label: str
    value: float
    tone: Tone = Tone.PLAIN


def rank_strip(ranking: Ranking, *, caption: Caption) -> SafeString:
    """Draw all ranks from the first to the last on one strip, with the cut-off and the project's place."""
    if ranking.population < 1:
        return empty_sheet(caption, kind="rank-strip", height=STRIP_HEIGHT)
    cutoff = log_place(max(ranking.cutoff, 1), highest=ranking.population)
    stays = log_place(max(ranking.stays_until, ranking.cutoff, 1), highest=ranking.population)
    content = (
        _span("track", 0, 1)
        + _span("cohort", 0, cutoff)
        + _span("grace", cutoff, stays)
        + _rank_ticks(ranking)
        + _cutoff(cutoff, f"Cut-off: rank {ranking.cutoff:,}")
        + _pin(ranking)
    )
    return sheet(caption, kind="rank-strip", height=STRIP_HEIGHT, content=content)


def _span(kind: str, begin: float, end: float) -> SafeString:
    begin, end = min(begin, 1.0), min(end, 1.0)
    return format_html(
        '<rect class="{}" x="{}" width="{}" y="{}" height="{}"/>',
        kind,
        percent(begin),
        percent(end - begin),
        _BAR_TOP,
        _BAR_HEIGHT,
    )


def _rank_ticks(ranking: Ranking) -> SafeString:
    powers = [10**exponent for exponent in range(len(str(ranking.population)))]
    ends = [(rank, log_place(rank, highest=ranking.population)) for rank in powers]
    return format_html_join(
        "",
        "{}",
        (
            (text(short_number(rank), at=(percent(place), 64), anchor=anchor_at(place), kind="label axis"),)
            for rank, place in ends
        ),
    )


def _cutoff(place: float, words: str) -> SafeString:
    x = percent(place)
    line = format_html('<line class="cutoff" x1="{}" x2="{}" y1="{}" y2="74"/>', x, x, _BAR_TOP - 6)
    anchor = "start" if place < 0.25 else "end" if place > 0.75 else "middle"
    return line + text(words, at=(x, 88), anchor=anchor, kind="label cutoff-label")


def _pin(ranking: Ranking) -> SafeString:
    if ranking.rank is None:
        return text("Not ranked: no counted downloads", at=("100%", 14), anchor="end", kind="label")
    place = log_place(min(ranking.rank, ranking.population), highest=ranking.population)
    anchor = "start" if place < 0.2 else "end" if place > 0.8 else "middle"
    mark = format_html(
        '<svg x="{}" y="{}" overflow="visible"><path class="pin" d="M0 3 L-7 -11 L7 -11 Z M-1.25 0 V{} H1.25 V0 Z"/></svg>',
        percent(place),
        _BAR_TOP - 2,
        _BAR_HEIGHT + 2,
    )
    return mark + text(f"Rank {ranking.rank:,}", at=(percent(place), 16), anchor=anchor, kind="label strong")


def rank_bars(bars: Sequence[Bar], *, caption: Caption, cutoff: Level | None = None) -> SafeString:
    """Draw one bar per project or other thing, in the order given, under its name; a line marks the cut-off's value."""
    if not bars:
        return empty_sheet(caption, kind="rank-bars", height=_ROW)
    widest = max([cutoff.value if cutoff else 1.0, 1.0] + [bar.value for bar in bars])
    rows = format_html_join("", "{}", ((_row(bar, index, widest),) for index, bar in enumerate(bars)))
    if cutoff is None:
        return sheet(caption, kind="rank-bars", height=len(bars) * _ROW, content=rows)
    x, bottom = percent(cutoff.value / widest), len(bars) * _ROW
    line = format_html('<line class="cutoff" x1="{}" x2="{}" y1="0" y2="{}"/>', x, x, bottom + 4)
    anchor = "start" if cutoff.value / widest < 0.3 else "end" if cutoff.value / widest > 0.7 else "middle"
    words = text(cutoff.label, at=(x, bottom + 18), anchor=anchor, kind="label cutoff-label")
    return sheet(caption, kind="rank-bars", height=bottom + 24, content=rows + line + words)


def _row(bar: Bar, index: int, widest: float) -> SafeString:
    y = index * _ROW
    share = max(bar.value, 0.0) / widest
    return format_html(
        '{}{}<rect class="track" x="0" width="100%" y="{}" height="10"/>{}',
        text(bar.label, at=("0", y + 14), kind="label name"),
        text(f"{bar.value:,.0f}", at=("100%", y + 14), anchor="end", kind="label"),
        y + 21,
        format_html(
            '<rect class="bar tone-{}" x="0" width="{}" y="{}" height="10"/>',
            bar.tone,
            percent(share),
            plain(y + 21),
        )
        if share
        else NOTHING,
    )
