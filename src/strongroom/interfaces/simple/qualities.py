"""Lists of things with a quality, as Accept and Accept-Encoding have them. Source: RFC 9110 section 12.4.2."""

import re
from collections.abc import Mapping

_QUALITY = re.compile(r"(?:0(?:\.[0-9]*)?|1(?:\.0*)?)", re.ASCII)


def parse_qualities(header: str, *, aliases: Mapping[str, str]) -> dict[str, float]:
    """Return the quality of each thing by its name in lower case; those with a malformed one are left out.

    Parameters other than `q` are passed over. Of a thing named twice the higher quality counts.

    Args:
        aliases: Names that mean another one.
    """
    qualities: dict[str, float] = {}
    for element in header.lower().split(","):
        said, *parameters = (part.strip() for part in element.split(";"))
        quality = _quality(parameters)
        if said and quality is not None:
            name = aliases.get(said, said)
            qualities[name] = max(quality, qualities.get(name, 0.0))
    return qualities


def _quality(parameters: list[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            value = value.strip()
            return float(value) if _QUALITY.fullmatch(value) else None
    return 1.0
