"""Which of the three media types a request gets. Sources: PEP 691, RFC 9110 section 12.5.1.

`latest` resolves to version 1. The parameter `format` wins over Accept. Nothing acceptable is told
apart (None, to be answered with 406) from no preference (HTML, which old installers and hatch need).
"""

import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qs


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
_QUALITY = re.compile(r"(?:0(?:\.[0-9]*)?|1(?:\.0*)?)", re.ASCII)


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
    qualities = _media_ranges(accept)

    def preference(offer: MediaType) -> tuple[float, int, bool]:
        quality, specificity = _match(offer, qualities)
        # Among equals HTML goes to those who take anything, and only to them.
        return quality, specificity, (offer is MediaType.TEXT_HTML) == (specificity == 0)

    best = max(MediaType, key=preference)
    return best if preference(best)[0] > 0 else None


def _match(offer: MediaType, qualities: dict[str, float]) -> tuple[float, int]:
    """Return the quality of the most specific media range that covers the offer, and how specific it is."""
    whole_type = offer.partition("/")[0] + "/*"
    for specificity, media_range in ((2, offer.value), (1, whole_type), (0, "*/*")):
        if media_range in qualities:
            return qualities[media_range], specificity
    return 0.0, 0


def _media_ranges(accept: str) -> dict[str, float]:
    """Return the quality of each media range; those with a malformed quality are left out."""
    qualities: dict[str, float] = {}
    for element in accept.lower().split(","):
        media_range, *parameters = (part.strip() for part in element.split(";"))
        quality = _quality(parameters)
        if quality is not None:
            name = _BY_NAME.get(media_range, media_range)
            qualities[name] = max(quality, qualities.get(name, 0.0))
    return qualities


def _quality(parameters: list[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            value = value.strip()
            return float(value) if _QUALITY.fullmatch(value) else None
    return 1.0
