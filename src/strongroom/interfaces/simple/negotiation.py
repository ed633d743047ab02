"""Which of the three media types a request gets. Sources: PEP 691, RFC 9110 section 12.5.1.

`latest` resolves to version 1. The parameter `format` wins over Accept. Nothing acceptable is told
apart (None, to be answered with 406) from no preference (HTML, which old installers and hatch need).
"""

from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qs

from strongroom.interfaces.simple.qualities import parse_qualities


class MediaType(StrEnum):
    """What a simple page can be sent as; among types a request names as equals, the first is sent."""

    V1_JSON = "application/vnd.pypi.simple.v1+json"
    V1_HTML = "application/vnd.pypi.simple.v1+html"
    TEXT_HTML = "text/html"


_BY_NAME = {
    **{media_type.value: media_type for media_type in MediaType},
    "application/vnd.pypi.simple.latest+json": MediaType.V1_JSON,
    "application/vnd.pypi.simple.latest+html": MediaType.V1_HTML,
}
_NAMES = {name: media_type.value for name, media_type in _BY_NAME.items()}


def select(accept: str, query: str) -> MediaType | None:
    """Return the type to send, or None if nothing we have is acceptable.

    Args:
        accept: Header value, empty if there was none.
        query: Query string, still encoded.
    """
    if "format=" in query:
        requested = parse_qs(query).get("format")
        if requested:
            return _exactly(requested[0])
    return _negotiate(accept)


def _exactly(name: str) -> MediaType | None:
    """Return the type of that name, in which a decoder made a space of the `+`."""
    return _BY_NAME.get(name.strip().lower().replace(" ", "+"))


@lru_cache(maxsize=256)
def _negotiate(accept: str) -> MediaType | None:
    if not accept.strip():
        return MediaType.TEXT_HTML
    qualities = parse_qualities(accept, aliases=_NAMES)

    def preference(offer: MediaType) -> tuple[float, int, bool]:
        quality, specificity = _match(offer.value, qualities)
        # Among equals HTML goes to those who take anything, and only to them.
        return quality, specificity, (offer is MediaType.TEXT_HTML) == (specificity == 0)

    best = max(MediaType, key=preference)
    return best if preference(best)[0] > 0 else None


def is_acceptable(accept: str, *offers: str) -> bool:
    """One of the offered types may be sent; without a header, each may."""
    qualities = parse_qualities(accept, aliases={})
    return not accept.strip() or any(_match(offer, qualities)[0] > 0 for offer in offers)


def _match(offer: str, qualities: dict[str, float]) -> tuple[float, int]:
    """Return the quality of the most specific media range that covers the offer, and how specific it is."""
    whole_type = offer.partition("/")[0] + "/*"
    for specificity, media_range in ((2, offer), (1, whole_type), (0, "*/*")):
        if media_range in qualities:
            return qualities[media_range], specificity
    return 0.0, 0
