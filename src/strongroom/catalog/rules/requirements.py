"""A requirement, `Requires-Dist`, taken apart into the name and what is wanted of it.

Source: the dependency specifiers specification (PEP 508).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from strongroom.foundation.names import NormalizedName

_TERM = r'[a-z_]+ (?:[<>=!~]=?=?|in|not in) "[\w.+*-]*"'
_CONJUNCTION = re.compile(f"{_TERM}(?: and {_TERM})*")
_EXTRA = re.compile(r'(?:^| and )extra == "[\w.-]+"')
_FAMILIAR = 65_536
"""Requirements of which it is remembered what they need: many projects write the same."""


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """What is wanted of a dependency.

    Args:
        text: Extras, versions or address, and when, in normal spelling: `[tls]>=2; python_version < "3.12"`.
        is_direct: It comes from an address of its own, not from the index.
        is_optional: It is installed only with an extra that is asked for.
    """

    text: str
    is_direct: bool = False
    is_optional: bool = False


def wanted(requirement: str) -> tuple[str, Wanted]:
    """Return the normalized name of what is required, and what is wanted of it.

    A text that is no requirement, as old uploads may have it, is its own name.
    """
    try:
        parsed = Requirement(requirement)
    except InvalidRequirement:
        return requirement.strip(), Wanted("any version")
    return canonicalize_name(parsed.name), Wanted(
        _text(parsed), is_direct=parsed.url is not None, is_optional=_is_optional(parsed)
    )


@lru_cache(_FAMILIAR)
def needed(requirement: str) -> NormalizedName | None:
    """Return the name of what is required whoever installs it; None of what comes with an extra, or cannot be read.

    Under whatever conditions: what is needed on one system only is needed, too.
    """
    try:
        parsed = Requirement(requirement)
    except InvalidRequirement:
        return None
    return None if _is_optional(parsed) else NormalizedName(canonicalize_name(parsed.name))


def _text(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    which = f"@ {requirement.url}" if requirement.url else _versions(requirement) or "any version"
    marker = f"; {requirement.marker}" if requirement.marker else ""
    return f"{extras} {which}{marker}".strip()


def _versions(requirement: Requirement) -> str:
    """Write lower bounds before upper ones."""
    clauses = (str(clause) for clause in requirement.specifier)
    return ",".join(sorted(clauses, key=lambda clause: (clause.startswith("<"), clause)))


def _is_optional(requirement: Requirement) -> bool:
    """Say so only where it is certain: a condition with alternatives or odd texts may hold without the extra."""
    marker = str(requirement.marker or "")
    return _CONJUNCTION.fullmatch(marker) is not None and _EXTRA.search(marker) is not None
