"""A badge as SVG: no script, no style, no font of its own, and readable on light and dark pages.

How wide words are is known nearly enough: `textLength` lets the browser make them exactly so wide, whatever font it has.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from strongroom.interfaces.web.badges.standing import Badge

HEIGHT = 20
_PADDING = 7
_GROUND = "#12211f"
_EDGE = "#758783"
"""Seen on white and on black, so that the badge has an outline on either."""

_WIDTHS = {
    **dict.fromkeys("fijl1,.:;'!| ", 3.6),
    **dict.fromkeys("rt()-", 4.6),
    **dict.fromkeys("mwMW%", 10.4),
    **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ", 7.6),
}
_USUAL_WIDTH = 6.7
"""Pixels of a letter of 11 pixels, as fonts for screens have them."""


def width_of(words: str) -> int:
    """Return how many pixels the words get."""
    return round(sum(_WIDTHS.get(letter, _USUAL_WIDTH) for letter in words))


def draw(badge: Badge) -> SafeString:
    """Return the badge as an SVG document of its own."""
    left, right = (width_of(words) + 2 * _PADDING for words in (badge.label, badge.message))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-labelledby="t">'
        '<title id="t">{label}: {message}</title>'
        '<clipPath id="c"><rect width="{width}" height="{height}" rx="4"/></clipPath>'
        '<g clip-path="url(#c)"><rect width="{left}" height="{height}" fill="{ground}"/>'
        '<rect x="{left}" width="{right}" height="{height}" fill="{tone}"/></g>'
        '<rect x=".5" y=".5" width="{inner}" height="{inner_height}" rx="3.5" fill="none" stroke="{edge}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">{words}</g></svg>',
        width=left + right,
        height=HEIGHT,
        label=badge.label,
        message=badge.message,
        left=left,
        right=right,
        ground=_GROUND,
        tone=badge.tone.value,
        inner=left + right - 1,
        inner_height=HEIGHT - 1,
        edge=_EDGE,
        words=_words(badge.label, x=_PADDING) + _words(badge.message, x=left + _PADDING),
    )


def _words(words: str, *, x: int) -> SafeString:
    return format_html('<text x="{}" y="14" textLength="{}">{}</text>', x, width_of(words), words)
